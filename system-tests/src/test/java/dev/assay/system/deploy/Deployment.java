// SPDX-License-Identifier: Apache-2.0
package dev.assay.system.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files that deploy the system, and what the services ask of them. */
final class Deployment {
  static final Path ROOT = Path.of(System.getProperty("assay.root"));
  static final List<String> SERVICES =
      List.of(
          "data-service",
          "training-service",
          "inference-service",
          "evaluation-service",
          "reporting-service");
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{(ASSAY_[A-Z0-9_]+|assay\\.[a-z0-9.-]+)");

  private Deployment() {}

  static String text(String path) {
    try {
      return Files.readString(ROOT.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The services of compose.yaml, anchors and merges resolved. */
  static Map<String, Map<String, Object>> composeServices() {
    Map<String, Map<String, Object>> services = new TreeMap<>();
    child(yaml(text("compose.yaml")), "services")
        .forEach((name, service) -> services.put(name, mapping(service)));
    return services;
  }

  static Map<String, Object> yaml(String text) {
    Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    return mapping(loaded);
  }

  static Map<String, Object> child(Map<String, Object> parent, String key) {
    return mapping(parent.get(key));
  }

  private static Map<String, Object> mapping(Object value) {
    Map<String, Object> mapping = new TreeMap<>();
    ((Map<?, ?>) value).forEach((key, v) -> mapping.put(key.toString(), v));
    return mapping;
  }

  /** A service's settings, comments left out, in the order of the file. */
  static List<String> settings(String service) {
    return lines(service + "/src/main/resources/application.properties");
  }

  private static List<String> lines(String properties) {
    return text(properties)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  /** The environment variables that a service's settings name, with those of its REST library. */
  static Set<String> variables(String service) {
    Set<String> variables = variables(settings(service));
    if (text(service + "/pom.xml").contains("<artifactId>rest</artifactId>")) {
      variables.addAll(libraryVariables("rest"));
    }
    return variables;
  }

  /** Those that the defaults of a library name. */
  static Set<String> libraryVariables(String library) {
    return variables(
        lines(library + "/src/main/resources/META-INF/microprofile-config.properties"));
  }

  private static Set<String> variables(List<String> lines) {
    Set<String> variables = new TreeSet<>();
    for (String line : lines) {
      Matcher matcher = VARIABLE.matcher(line);
      while (matcher.find()) {
        String name = matcher.group(1);
        boolean setHere = lines.stream().anyMatch(l -> l.startsWith(name + "="));
        if (!setHere) {
          // A property that is set nowhere comes from the variable of its name.
          variables.add(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"));
        }
      }
    }
    return variables;
  }

  /** What a command line prints; the exit code, or -1 if there is no such command. */
  record Ran(int exitCode, String output) {}

  static Ran run(String... command) throws IOException, InterruptedException {
    return run(Map.of(), command);
  }

  /** The same with these variables in its environment. */
  static Ran run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("assay-deploy", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(ROOT.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + " did not end in 60 s");
      }
      return new Ran(process.exitValue(), Files.readString(output));
    } catch (IOException e) {
      return new Ran(-1, String.valueOf(e.getMessage()));
    } finally {
      Files.delete(output);
    }
  }
}
