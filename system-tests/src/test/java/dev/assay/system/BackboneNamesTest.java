// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.weights.BackboneCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backbone is declared in one file, and nothing else decides by its name. */
class BackboneNamesTest {
  private static final Path ROOT = Path.of(System.getProperty("assay.root"));
  private static final Pattern COMMENT = Pattern.compile("(?s:/\\*.*?\\*/)|(?m:^\\s*//.*$)");
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
  private static final Pattern DECLARATION = Pattern.compile("\\w+Architecture\\.java");
  private static final int SHORTEST_PREFIX = 3;

  /** The code of all modules without comments, by file. */
  private static Map<Path, String> sources() throws IOException {
    Map<Path, String> sources = new LinkedHashMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.sorted().toList()) {
        Path main = module.resolve("src/main/java");
        if (Files.isDirectory(main)) {
          try (Stream<Path> files = Files.walk(main)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
              sources.put(file, COMMENT.matcher(Files.readString(file)).replaceAll(""));
            }
          }
        }
      }
    }
    assertThat(sources).hasSizeGreaterThan(500);
    return sources;
  }

  private static boolean isDeclaration(Path file) {
    return DECLARATION.matcher(file.getFileName().toString()).matches();
  }

  /** Also no beginning of a name, which code would compare with. */
  @Test
  void noCodeOutsideADeclarationNamesABackbone() throws IOException {
    List<String> found = new ArrayList<>();
    sources()
        .forEach(
            (file, code) -> {
              if (!isDeclaration(file)) {
                LITERAL
                    .matcher(code)
                    .results()
                    .map(literal -> literal.group(1))
                    .filter(BackboneNamesTest::namesABackbone)
                    .forEach(literal -> found.add(file.getFileName() + ": " + literal));
              }
            });

    assertThat(found).isEmpty();
  }

  private static boolean namesABackbone(String literal) {
    Set<String> words =
        Pattern.compile("\\w+")
            .matcher(literal)
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toSet());
    return BackboneCatalogue.names().stream()
        .anyMatch(
            name ->
                words.contains(name)
                    || (literal.length() >= SHORTEST_PREFIX && name.startsWith(literal)));
  }

  /** The files of CONTRIBUTING.md, "To add a backbone". */
  @ParameterizedTest
  @ValueSource(strings = {"MobileNetV2", "DenseNet", "ResNet"})
  void aFamilyIsOneDeclarationAndOneNetworkWhichTwoListsName(String family) throws IOException {
    Pattern name = Pattern.compile("\\b" + family + "(Architecture)?\\b");
    Set<String> files = new TreeSet<>();
    sources()
        .forEach(
            (file, code) -> {
              if (name.matcher(LITERAL.matcher(code).replaceAll("")).find()) {
                files.add(file.getFileName().toString());
              }
            });

    assertThat(files)
        .containsExactlyInAnyOrder(
            family + "Architecture.java",
            "Architecture.java",
            "BackboneCatalogue.java",
            family + ".java",
            "Backbones.java");
    assertThat(Files.readString(ROOT.resolve("CONTRIBUTING.md")))
        .contains("## To add a backbone")
        .contains("`Architecture`", "`BackboneCatalogue`", "`Backbones`");
  }
}
