// SPDX-License-Identifier: Apache-2.0
package dev.assay.system.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every class, and every test, that the guide names as a proof of what it says is there. */
class ProofsTest {
  private static final Path ROOT = Path.of(System.getProperty("assay.root"));
  private static final Path GUIDE = ROOT.resolve("docs/guide/when-a-worker-dies.md");
  private static final Pattern CODE =
      Pattern.compile("`([A-Z]\\w*)(?:\\.(\\w+))?`|`([a-z]+[A-Z]\\w{20,})`");

  @Test
  void theGuideNamesClassesAndMethodsThatAreThere() throws IOException {
    Map<String, String> sources = sources();
    String tests = String.join("\n", sources.values());

    List<String> missing =
        CODE.matcher(Files.readString(GUIDE))
            .results()
            .map(found -> missing(found.group(1), found.group(2), found.group(3), sources, tests))
            .flatMap(Optional::stream)
            .toList();

    assertThat(missing).isEmpty();
  }

  private static Optional<String> missing(
      String type, String method, String test, Map<String, String> sources, String tests) {
    if (test != null) {
      return tests.contains(" " + test + "(") ? Optional.empty() : Optional.of(test);
    }
    String source = sources.get(type);
    if (source == null) {
      return Optional.of(type);
    }
    Matcher declared = Pattern.compile("\\b" + method + "\\(").matcher(source);
    return method == null || declared.find() ? Optional.empty() : Optional.of(type + "." + method);
  }

  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.filter(m -> Files.isDirectory(m.resolve("src"))).toList()) {
        try (Stream<Path> files = Files.walk(module.resolve("src"))) {
          for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
            String name = file.getFileName().toString().replace(".java", "");
            sources.merge(name, Files.readString(file), (one, other) -> one + other);
          }
        }
      }
    }
    return sources;
  }
}
