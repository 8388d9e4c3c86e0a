// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request.
 *
 * @param name as the audit log has it
 */
public record Caller(String name, Role role) {
  // Before the first caller, whose name it checks.
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  /** Whoever has the token of the stack: its operator, and its services among themselves. */
  public static final Caller STACK = new Caller(Token.USER, Role.OPERATOR);

  /**
   * By which the entry of the system says whose request it forwards. It counts from those who bring
   * the token of the stack alone, and they may do everything without it.
   */
  public static final String HEADER = "Assay-Caller";

  private static final String KEY = "assay.caller";

  public Caller {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name of a caller has 1 to 64 letters, digits, '.', '_', '@' and '-'");
    }
  }

  /** The caller of a request that was let in; empty for pages by which a person signs in. */
  public static Optional<Caller> of(RoutingContext context) {
    return Optional.ofNullable(context.get(KEY));
  }

  void isOf(RoutingContext context) {
    context.put(KEY, this);
  }

  /** The value of {@link #HEADER}. */
  public String header() {
    return role.label() + " " + name;
  }

  /**
   * The caller whose request is forwarded; this one if the header is not there.
   *
   * @throws IllegalArgumentException if the header is there and none that {@link #header} wrote
   */
  static Caller forwarded(HttpServerRequest request) {
    @Nullable String header = request.getHeader(HEADER);
    if (header == null) {
      return STACK;
    }
    return ofHeader(header);
  }

  /**
   * @throws IllegalArgumentException if {@link #header} did not write it
   */
  public static Caller ofHeader(String header) {
    String[] words = header.split(" ", 2);
    Optional<Role> role = Role.of(words[0]);
    if (words.length != 2 || role.isEmpty()) {
      throw new IllegalArgumentException(HEADER + " must be a role and a name");
    }
    return new Caller(words[1], role.get());
  }
}
