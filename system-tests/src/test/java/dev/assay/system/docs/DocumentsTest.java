// SPDX-License-Identifier: Apache-2.0
package dev.assay.system.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents name what is there. */
class DocumentsTest {
  private static final Path ROOT = Path.of(System.getProperty("assay.root"));
  private static final Pattern TREE_LINE =
      Pattern.compile("(?m)^    ([a-z0-9-]+(?:/[a-z]+)?)/ {2,}\\S");
  private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]\\w+)`");

  static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (String folder : List.of("", "docs", "docs/adr", "docs/guide", "contracts", "deploy")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        files.filter(f -> f.toString().endsWith(".md")).sorted().forEach(documents::add);
      }
    }
    assertThat(documents).hasSizeGreaterThan(8);
    return documents;
  }

  @ParameterizedTest
  @MethodSource("documents")
  void namesNoMachineNoLineAndNoRegistry(Path document) throws IOException {
    assertThat(Files.readString(document))
        .doesNotContainPattern("(?<!HOME)/(root|home|work|Users)/")
        .doesNotContainPattern("\\.java:\\d+")
        .doesNotContainPattern("(repo1?\\.maven|repo\\.maven\\.apache|docker\\.io|npmjs)");
  }

  @Test
  void theTreeHasEveryModuleAndNoOther() throws IOException {
    List<String> modules =
        found(Pattern.compile("<module>(.*?)</module>"), Files.readString(ROOT.resolve("pom.xml")));
    List<String> tree = found(TREE_LINE, Files.readString(ROOT.resolve("ARCHITECTURE.md")));

    // The tree is in the order of the flow, the build begins with what takes longest.
    assertThat(tree)
        .containsExactlyInAnyOrderElementsOf(
            concat(
                modules, "studies", "clients/python", "demo", "deploy", "docs/guide", "docs/adr"));
    assertThat(tree).allSatisfy(f -> assertThat(ROOT.resolve(f)).isDirectory());
  }

  @Test
  void theArchitectureNamesEveryFileOfTheTopLevel() throws IOException {
    String architecture = Files.readString(ROOT.resolve("ARCHITECTURE.md"));
    List<String> ignored = Files.readAllLines(ROOT.resolve(".gitignore"));

    try (Stream<Path> files = Files.list(ROOT)) {
      assertThat(files)
          .map(file -> file.getFileName() + (Files.isDirectory(file) ? "/" : ""))
          .filteredOn(name -> !name.equals(".git/") && !ignored.contains(name))
          .filteredOn(name -> !name.endsWith(".log"))
          .allSatisfy(name -> assertThat(architecture).contains(name));
    }
  }

  @Test
  void theArchitectureNamesTypesThatAreThere() throws IOException {
    List<String> named = found(TYPE, Files.readString(ROOT.resolve("ARCHITECTURE.md")));
    Set<String> sources;
    try (Stream<Path> files = Files.walk(ROOT, 12)) {
      sources =
          files
              .map(f -> f.getFileName().toString())
              .filter(f -> f.endsWith(".java"))
              .map(f -> f.substring(0, f.length() - ".java".length()))
              .collect(Collectors.toSet());
    }

    assertThat(named).hasSizeGreaterThan(5);
    assertThat(sources).containsAll(named);
  }

  @Test
  void theReadmeShowsItsTwoCommandsAndIsShort() throws IOException {
    List<String> readme = Files.readAllLines(ROOT.resolve("README.md"));

    assertThat(readme).hasSizeLessThanOrEqualTo(100);
    assertThat(readme).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    assertThat(String.join("\n", readme)).contains("    ./assay demo", "    ./assay test");
  }

  @Test
  void theGuideShowsTheOutputOfTheDemoAndOfARealStudy() throws IOException {
    String guide = Files.readString(ROOT.resolve("docs/guide/first-study.md"));

    for (String command : List.of("./assay demo", "./assay run studies/chest-xray.yaml")) {
      assertThat(guide)
          .containsSubsequence(
              "<!-- output of " + command + ": begin -->",
              "<!-- output of " + command + ": end -->");
    }
  }

  @Test
  void thePictureShowsTheNumbersOfItsTable() throws IOException {
    String table =
        Files.readString(ROOT.resolve("docs/guide/first-study.md")).replaceAll("[\\\\*]", "");
    List<String> numbers =
        found(
            Pattern.compile(">(\\d\\.\\d{3}[^<]*)<"),
            Files.readString(ROOT.resolve("docs/images/chest-xray.svg")));

    assertThat(numbers).hasSize(8).allSatisfy(number -> assertThat(table).contains(number));
  }

  @Test
  void everyJavaFileNamesItsLicence() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 12)) {
      List<Path> sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !ROOT.relativize(file).toString().contains("target/"))
              .toList();
      assertThat(sources).hasSizeGreaterThan(500);
      for (Path source : sources) {
        try (Stream<String> lines = Files.lines(source)) {
          assertThat(lines.findFirst())
              .as("the first line of %s", ROOT.relativize(source))
              .hasValue("// SPDX-License-Identifier: Apache-2.0");
        }
      }
    }
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult r) -> r.group(1)).toList();
  }

  private static List<String> concat(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all;
  }
}
