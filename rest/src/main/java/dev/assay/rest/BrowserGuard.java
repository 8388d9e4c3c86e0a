// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other web sites from using the browser of a person who can reach a service. Such a site can
 * make the browser send requests here, with the credentials that it remembers or from a machine
 * whose loopback address is a service without a token. So, before anything else is done:
 *
 * <ul>
 *   <li>Without a token a request must name a loopback host, or one of {@code assay.rest.hosts}. A
 *       site whose name resolves to 127.0.0.1 (DNS rebinding) names itself.
 *   <li>A request that changes something must not come from a page of another origin, except those
 *       of {@code assay.rest.origins}.
 *   <li>A request that changes something must not have a content type that an HTML form can send.
 *       Browsers ask first (CORS) before they send any other to another origin, and services allow
 *       none.
 * </ul>
 *
 * <p>Health checks are exempt from the first rule, since probes name the address of a container.
 *
 * <p>Every response forbids frames, guessed content types, referrers and caches; a document may
 * load nothing unless its resource sets a {@code Content-Security-Policy} of its own.
 */
@ApplicationScoped
class BrowserGuard {
  /** Before authentication (200) and routes. */
  private static final int BEFORE_ALL = 10_000;

  private static final int FORBIDDEN = 403;
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;

  private static final Set<HttpMethod> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  /** What a form sends, and what a script sends to another origin without asking first. */
  private static final Set<String> OF_FORMS =
      Set.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data");

  private final Token token;
  private final Set<String> hosts;
  private final Set<String> origins;

  BrowserGuard(
      Token token,
      @ConfigProperty(name = "assay.rest.hosts") Optional<List<String>> hosts,
      @ConfigProperty(name = "assay.rest.origins") Optional<List<String>> origins) {
    this.token = token;
    this.hosts = lowerCase(hosts);
    this.origins = lowerCase(origins);
  }

  private static Set<String> lowerCase(Optional<List<String>> names) {
    return Set.copyOf(
        names.orElse(List.of()).stream()
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .filter(name -> !name.isEmpty())
            .toList());
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, BEFORE_ALL);
  }

  private void check(RoutingContext context) {
    context.addHeadersEndHandler(done -> secure(context));
    Optional<Problem> refusal = refusal(context.request());
    if (refusal.isPresent()) {
      UnreadBody.answer(context, refusal.get());
    } else {
      context.next();
    }
  }

  private Optional<Problem> refusal(HttpServerRequest request) {
    @Nullable String host = request.getHeader(HttpHeaders.HOST);
    if (!token.isSet() && !answersTo(host) && !PublicPaths.isHealth(request)) {
      return Optional.of(
          Problem.of(
              FORBIDDEN,
              "the Host header is '%s': without a token this service answers to 127.0.0.1, localhost and [::1] (setting ASSAY_HOSTS adds names)"
                  .formatted(printable(host))));
    }
    if (READING.contains(request.method())) {
      return Optional.empty();
    }
    if (isForeign(request.headers(), host)) {
      return Optional.of(
          Problem.of(
              FORBIDDEN,
              "a page of another site sent this request (Origin '%s'); the setting ASSAY_ORIGINS permits origins"
                  .formatted(printable(request.getHeader(HttpHeaders.ORIGIN)))));
    }
    @Nullable String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type != null && OF_FORMS.contains(mediaType(type))) {
      return Optional.of(
          Problem.of(
              UNSUPPORTED_MEDIA_TYPE,
              "Content-Type '%s' is not accepted, since any web page can send it; accepted: application/json, application/yaml, application/zip, application/x-tar, application/gzip, application/octet-stream, image/..."
                  .formatted(printable(type))));
    }
    return Optional.empty();
  }

  private boolean answersTo(@Nullable String host) {
    // A request without the header is no browser's.
    return host == null || isLoopback(name(host)) || hosts.contains(name(host));
  }

  private static boolean isLoopback(String name) {
    return name.equals("localhost") || name.equals("[::1]") || isLoopbackAddress(name);
  }

  /** 127.0.0.0/8 in digits; a name that begins like it, as 127.0.0.1.example, is none. */
  private static boolean isLoopbackAddress(String name) {
    return name.matches("127(\\.\\d{1,3}){3}");
  }

  /** Without the port. */
  private static String name(String host) {
    int port = host.startsWith("[") ? host.indexOf(':', host.indexOf(']')) : host.indexOf(':');
    return (port < 0 ? host : host.substring(0, port)).toLowerCase(Locale.ROOT);
  }

  private boolean isForeign(MultiMap headers, @Nullable String host) {
    @Nullable String origin = headers.get(HttpHeaders.ORIGIN);
    if (origin != null) {
      String lower = origin.toLowerCase(Locale.ROOT);
      return !origins.contains(lower)
          && !lower.equals("http://" + lower(host))
          && !lower.equals("https://" + lower(host));
    }
    @Nullable String site = headers.get("Sec-Fetch-Site");
    return site != null && !site.equals("same-origin") && !site.equals("none");
  }

  private static String lower(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }

  private static String mediaType(String contentType) {
    return contentType.split("[;,]", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /** For a message: what was sent may hold anything. */
  private static String printable(@Nullable String sent) {
    if (sent == null) {
      return "";
    }
    String safe = sent.replaceAll("[^\\x20-\\x7e]", "?");
    return safe.length() <= 100 ? safe : safe.substring(0, 100) + "...";
  }

  private static void secure(RoutingContext context) {
    HttpServerResponse response = context.response();
    setIfAbsent(response, "X-Content-Type-Options", "nosniff");
    setIfAbsent(response, "X-Frame-Options", "DENY");
    setIfAbsent(response, "Referrer-Policy", "no-referrer");
    setIfAbsent(response, "Cache-Control", "no-store");
    // The user interfaces of Quarkus, which exist in development only, bring their scripts.
    if (!context.request().path().startsWith("/q/")) {
      setIfAbsent(
          response,
          "Content-Security-Policy",
          "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    }
  }

  private static void setIfAbsent(HttpServerResponse response, String name, String value) {
    if (!response.headers().contains(name)) {
      response.putHeader(name, value);
    }
  }
}
