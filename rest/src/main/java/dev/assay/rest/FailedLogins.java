// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Slows down who guesses. After {@code assay.rest.failed-logins} wrong tokens, codes or links from
 * one address within {@code assay.rest.failed-logins-window}, further ones from it are refused with
 * 429 without being looked at, until the first of these is older than that.
 *
 * <p>The loopback address is not locked unless a setting says so: a local program with an old token
 * would shut out the services themselves. A token has 256 random bits.
 */
@ApplicationScoped
class FailedLogins {
  private static final Logger LOG = Logger.getLogger(FailedLogins.class);

  /** After {@link BodyGuard}, before authentication. */
  private static final int BEFORE_AUTHENTICATION = 8_000;

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY = 429;

  /** Of more addresses the one that failed longest ago is forgotten. */
  private static final int MOST_ADDRESSES = 10_000;

  private final int most;
  private final Duration window;
  private final boolean loopback;
  private final Iterable<Audit> audit;
  private final Clock clock;

  /** Times of failures in milliseconds, the oldest first, by address. */
  private final Map<String, Deque<Long>> failures =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Long>> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  @Inject
  FailedLogins(
      @ConfigProperty(name = "assay.rest.failed-logins") int most,
      @ConfigProperty(name = "assay.rest.failed-logins-window") Duration window,
      @ConfigProperty(name = "assay.rest.failed-logins-loopback") boolean loopback,
      @Any Instance<Audit> audit) {
    this(most, window, loopback, audit, Clock.systemUTC());
  }

  FailedLogins(int most, Duration window, boolean loopback, Iterable<Audit> audit, Clock clock) {
    if (most < 1) {
      throw new IllegalArgumentException(
          "ASSAY_FAILED_LOGINS is " + most + "; accepted: 1 or more");
    }
    this.most = most;
    this.window = window;
    this.loopback = loopback;
    this.audit = audit;
    this.clock = clock;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, BEFORE_AUTHENTICATION);
  }

  private void check(RoutingContext context) {
    HttpServerRequest request = context.request();
    boolean signsIn = signsIn(request);
    if (!signsIn && !request.headers().contains(HttpHeaders.AUTHORIZATION)) {
      context.next();
      return;
    }
    String address = address(request.remoteAddress());
    long seconds = secondsToWait(address);
    if (seconds > 0) {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
      UnreadBody.answer(
          context,
          Problem.of(
              TOO_MANY,
              "%d wrong tokens came from this address; the next is looked at in %d seconds"
                  .formatted(most, seconds)));
      return;
    }
    context.addHeadersEndHandler(
        done -> {
          int status = context.response().getStatusCode();
          if (status == UNAUTHORIZED || (signsIn && status == FORBIDDEN)) {
            failed(address, isLoopback(request.remoteAddress()));
          }
          if (status == UNAUTHORIZED) {
            writeDown(context);
          }
        });
    context.next();
  }

  private void writeDown(RoutingContext context) {
    for (Audit log : audit) {
      context
          .vertx()
          .executeBlocking(
              () -> {
                log.refused(context);
                return true;
              },
              false)
          .onFailure(e -> LOG.error("a refused login is not in the audit log", e));
    }
  }

  private static boolean signsIn(HttpServerRequest request) {
    return (request.method().equals(HttpMethod.POST) && request.path().equals("/sign-in"))
        || request.path().startsWith("/login/");
  }

  private static String address(SocketAddress address) {
    return address == null || address.hostAddress() == null ? "" : address.hostAddress();
  }

  private static boolean isLoopback(SocketAddress address) {
    return address != null
        && address.hostAddress() != null
        && (address.hostAddress().startsWith("127.")
            || address.hostAddress().equals("::1")
            || address.hostAddress().startsWith("0:0:0:0:0:0:0:1"));
  }

  /** Counts a failure. */
  synchronized void failed(String address, boolean local) {
    if (local && !loopback) {
      return;
    }
    Deque<Long> times = failures.computeIfAbsent(address, a -> new ArrayDeque<>());
    times.addLast(clock.millis());
    if (times.size() == most) {
      LOG.warnf("%d logins from %s have failed: further ones have to wait", most, address);
    }
    while (times.size() > most) {
      times.removeFirst();
    }
  }

  /** 0 if a login from this address is looked at. */
  synchronized long secondsToWait(String address) {
    Deque<Long> times = failures.get(address);
    if (times == null || times.size() < most) {
      return 0;
    }
    long left = times.getFirst() + window.toMillis() - clock.millis();
    if (left <= 0) {
      times.removeFirst();
      return 0;
    }
    return (left + 999) / 1000;
  }
}
