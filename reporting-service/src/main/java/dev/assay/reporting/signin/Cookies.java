// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.signin;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.NewCookie;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The cookie of a session. Script cannot read it, and no other site can make a browser send it. */
final class Cookies {
  private static final Pattern PORT = Pattern.compile(":(\\d{1,5})$");

  private Cookies() {}

  /**
   * With the port that the browser knows: cookies know no ports, so two stacks on one host would
   * overwrite each other's.
   */
  static String name(HttpServerRequest request) {
    @Nullable String host = request.getHeader(HttpHeaders.HOST);
    Matcher port = PORT.matcher(host == null ? String.valueOf(request.authority()) : host);
    return "assay" + (port.find() ? "-" + port.group(1) : "");
  }

  static Optional<String> value(HttpServerRequest request) {
    return Optional.ofNullable(request.getCookie(name(request))).map(cookie -> cookie.getValue());
  }

  static NewCookie of(HttpServerRequest request, String session) {
    return builder(request).value(session).build();
  }

  /** Takes the cookie away. */
  static NewCookie none(HttpServerRequest request) {
    return builder(request).value("").maxAge(0).build();
  }

  private static NewCookie.Builder builder(HttpServerRequest request) {
    return new NewCookie.Builder(name(request))
        .path("/")
        .httpOnly(true)
        .secure(request.isSSL())
        .sameSite(NewCookie.SameSite.STRICT);
  }
}
