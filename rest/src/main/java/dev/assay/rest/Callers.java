// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The one place that says who a secret belongs to. The token of the stack is its operator's.
 * Further tokens are in the file {@code assay.rest.callers}, one a line: name, role, and the
 * SHA-256 of the token. An identity provider takes the place of this class: it yields a name and
 * roles of the same words.
 */
@ApplicationScoped
public class Callers {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final int MOST_BYTES = 1 << 20;
  private static final String FORM =
      "accepted is NAME ROLE SHA256: a name of 1 to 64 letters, digits, '.', '_', '@' and '-',"
          + " viewer, researcher or operator, and the SHA-256 of the token in 64 hexadecimal"
          + " digits";

  private final Token token;
  private final List<Known> known;

  private record Known(Caller caller, byte[] hash) {}

  Callers(Token token, @ConfigProperty(name = "assay.rest.callers") Optional<String> file) {
    this.token = token;
    this.known = file.filter(f -> !f.isBlank()).map(f -> read(Path.of(f))).orElse(List.of());
    if (!known.isEmpty() && !token.isSet()) {
      throw new IllegalStateException(
          "assay.rest.callers names callers, but a stack without a token (ASSAY_TOKEN) lets in"
              + " every request; set a token, too");
    }
  }

  private static List<Known> read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IllegalStateException(file + " has more than " + MOST_BYTES + " bytes");
      }
      List<Known> known = new ArrayList<>();
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        String text = line.strip();
        if (!text.isEmpty() && !text.startsWith("#")) {
          Known one = parse(file, number, text);
          if (known.stream().anyMatch(k -> k.caller().name().equals(one.caller().name()))) {
            throw new IllegalStateException(
                "%s, line %d: the name is on an earlier line, too".formatted(file, number));
          }
          known.add(one);
        }
      }
      return List.copyOf(known);
    } catch (IOException e) {
      throw new IllegalStateException(
          "the file of callers, %s, cannot be read (%s)"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  /** A line may hold a token where its hash belongs, so no message repeats it. */
  private static Known parse(Path file, int number, String line) {
    String[] words = line.split("\\s+");
    boolean sound =
        words.length == 3
            && Caller.NAME.matcher(words[0]).matches()
            && !words[0].equals(Token.USER)
            && HASH.matcher(words[2]).matches();
    Optional<Role> role = sound ? Role.of(words[1]) : Optional.empty();
    if (role.isEmpty()) {
      throw new IllegalStateException("%s, line %d: %s".formatted(file, number, FORM));
    }
    return new Known(new Caller(words[0], role.get()), HexFormat.of().parseHex(words[2]));
  }

  /** Whose secret this is. The time it takes does not depend on how much of it is right. */
  public Optional<Caller> ofSecret(String secret) {
    Optional<Caller> found = token.isSecret(secret) ? Optional.of(Caller.STACK) : Optional.empty();
    byte[] hash = hash(secret);
    for (Known one : known) {
      if (MessageDigest.isEqual(one.hash(), hash)) {
        found = Optional.of(one.caller());
      }
    }
    return found;
  }

  /**
   * Likewise, of HTTP basic authentication.
   *
   * @param user {@code assay}, or the name of the caller
   */
  Optional<Caller> of(String user, String secret) {
    return ofSecret(secret).filter(caller -> user.equals(Token.USER) || user.equals(caller.name()));
  }

  /** Whether the caller of a session that began earlier is still known, with the same role. */
  public boolean isKnown(Caller caller) {
    return caller.equals(Caller.STACK) || known.stream().anyMatch(k -> k.caller().equals(caller));
  }

  private static byte[] hash(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
