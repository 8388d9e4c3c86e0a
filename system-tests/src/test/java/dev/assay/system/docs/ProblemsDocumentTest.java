// SPDX-License-Identifier: Apache-2.0
package dev.assay.system.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The messages that docs/guide/problems.md explains are messages of the program. */
class ProblemsDocumentTest {
  private static final Path ROOT = Path.of(System.getProperty("assay.root"));
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| ([^|]+) \\|");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  /** What the document writes where the program puts a value. */
  private static final String VALUE = "\\b(?:N|X|HOME|FILE|HOST)\\b|'|\\.\\.\\.";

  @Test
  void explainsMessagesThatTheProgramHas() throws IOException {
    String program = program();
    String document = Files.readString(ROOT.resolve("docs/guide/problems.md"));
    List<String> fragments = new ArrayList<>();
    for (String cell : found(FIRST_CELL, document)) {
      for (String message : found(QUOTED, cell)) {
        Stream.of(message.split(VALUE))
            .map(String::strip)
            .filter(fragment -> fragment.length() >= 12)
            .forEach(fragments::add);
      }
    }

    assertThat(fragments)
        .hasSizeGreaterThan(25)
        .allSatisfy(fragment -> assertThat(program.contains(fragment)).as(fragment).isTrue());
  }

  /** All main sources, with strings that go on in the next line put together. */
  private static String program() throws IOException {
    StringBuilder text = new StringBuilder(Files.readString(ROOT.resolve("assay")));
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path sources :
          modules
              .map(module -> module.resolve("src/main/java"))
              .filter(Files::isDirectory)
              .toList()) {
        try (Stream<Path> files = Files.walk(sources)) {
          for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
            text.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
          }
        }
      }
    }
    return text.toString().replace("$least", "21");
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult r) -> r.group(1)).toList();
  }
}
