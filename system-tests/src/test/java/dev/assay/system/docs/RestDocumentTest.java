// SPDX-License-Identifier: Apache-2.0
package dev.assay.system.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps docs/guide/rest.md equal to the routes of the five services. */
class RestDocumentTest {
  private static final Path ROOT = Path.of(System.getProperty("assay.root"));
  private static final List<String> SERVICES =
      List.of("data", "training", "inference", "evaluation", "reporting");
  private static final Pattern RESOURCE =
      Pattern.compile("@Path\\(\"([^\"]*)\"\\)(?:\\s*@[^\\n]*)*\\s*(?:public |final )*class ");
  private static final Pattern VERB = Pattern.compile("(?m)^  @(GET|POST|PUT|DELETE)$");
  private static final Pattern PATH = Pattern.compile("(?m)^  @Path\\(\"([^\"]*)\"\\)$");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (GET|POST|PUT|DELETE) \\| `([^`]+)` \\|");

  @Test
  void namesEveryRouteAndNoOther() throws IOException {
    Set<String> routes = routes();
    Set<String> documented = new TreeSet<>();
    Matcher rows = ROW.matcher(Files.readString(ROOT.resolve("docs/guide/rest.md")));
    while (rows.find()) {
      documented.add(route(rows.group(1), "", rows.group(2)));
    }

    assertThat(routes).hasSizeGreaterThan(30);
    assertThat(documented).containsExactlyElementsOf(routes);
  }

  private static Set<String> routes() throws IOException {
    Set<String> routes = new TreeSet<>();
    for (String service : SERVICES) {
      List<Path> files = sources(ROOT.resolve(service + "-service/src/main/java"));
      // The routes that the library gives to every service.
      files.addAll(sources(ROOT.resolve("outbox/src/main/java")));
      for (Path file : files) {
        String source = Files.readString(file);
        Matcher resource = RESOURCE.matcher(source);
        if (resource.find()) {
          String body = source.substring(resource.end());
          List<Integer> verbs =
              VERB.matcher(body).results().map(found -> found.start()).collect(Collectors.toList());
          verbs.add(body.length());
          for (int i = 0; i + 1 < verbs.size(); i++) {
            String method = body.substring(verbs.get(i), verbs.get(i + 1));
            Matcher verb = VERB.matcher(method);
            Matcher path = PATH.matcher(method);
            assertThat(verb.find()).isTrue();
            routes.add(route(verb.group(1), resource.group(1), path.find() ? path.group(1) : ""));
          }
        }
      }
    }
    return routes;
  }

  /** Parameters have no name here: two services call the same one differently. */
  private static String route(String verb, String resource, String path) {
    String whole =
        ("/" + resource + "/" + path).replaceAll("/+", "/").replaceAll("\\{[^}]*}", "{}");
    return verb
        + " "
        + (whole.length() > 1 && whole.endsWith("/")
            ? whole.substring(0, whole.length() - 1)
            : whole);
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return new ArrayList<>(files.filter(file -> file.toString().endsWith(".java")).toList());
    }
  }
}
