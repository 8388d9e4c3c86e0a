// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A child for the tests; its first argument selects what it does. */
final class SampleChild {
  private SampleChild() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "events" -> events(Path.of(args[1]), Integer.parseInt(args[2]));
      case "print" -> {
        System.out.println("out " + System.getenv("SAMPLE"));
        System.err.println("err " + Path.of("").toAbsolutePath().getFileName());
      }
      case "environment" ->
          System.getenv().forEach((name, value) -> System.out.println(name + "=" + value));
      case "secretive" -> {
        ChildProcess child =
            ChildProcess.of(
                    JavaCommand.main(SampleChild.class.getName(), java.util.List.of(args[1]))
                        .arguments("environment"))
                .allowedEnvironment()
                .environment("GIVEN", "value")
                .log(Path.of(args[2]))
                .start();
        System.exit(child.waitFor());
      }
      case "list" -> {
        try (var files = Files.list(Path.of(args[1]))) {
          files.forEach(file -> System.out.println(Files.isReadable(file) ? "read" : "lost"));
        }
        Path temporary = Files.createTempFile("a", "b");
        Files.delete(temporary);
        System.out.println(temporary.getParent());
      }
      case "wait" -> {
        append(Path.of(args[1]), "ready\n");
        Thread.currentThread().join();
      }
      case "wait-with-parent" -> {
        ParentWatch.exitWithParent();
        append(Path.of(args[1]), "ready\n");
        Thread.currentThread().join();
      }
      case "deaf" -> {
        Runtime.getRuntime().addShutdownHook(new Thread(SampleChild::waitForEver));
        append(Path.of(args[1]), "ready\n");
        Thread.currentThread().join();
      }
      case "serve" -> serve();
      case "parent" -> parent(Path.of(args[1]), Path.of(args[2]));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  /** Lines, then a line without an end, then exit code 7. */
  private static void events(Path file, int lines) throws IOException {
    for (int i = 0; i < lines; i++) {
      append(file, "zeile " + i + " ü\n");
    }
    append(file, "half a li");
    System.exit(7);
  }

  /**
   * Does jobs: the first word of a line says what, the second is the events file, which gets the
   * pid and the temporary folder.
   */
  private static void serve() throws Exception {
    BufferedReader jobs =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line;
    while ((line = jobs.readLine()) != null) {
      String[] job = line.split(" ");
      Path events = Path.of(job[1]);
      System.err.println("begin " + job[0]);
      append(events, ProcessHandle.current().pid() + "\n");
      append(events, System.getProperty("java.io.tmpdir") + "\n");
      switch (job[0]) {
        case "crash" -> Runtime.getRuntime().halt(134);
        case "fail" -> end(5);
        case "wait" -> Thread.currentThread().join();
        default -> {
          System.out.print("no end of line");
          end(0);
        }
      }
    }
  }

  private static void end(int exitCode) {
    System.out.println("\n" + ChildPool.END + exitCode);
    System.out.flush();
  }

  /** Starts a child process, prints its pid and waits to be killed. */
  private static void parent(Path childReady, Path log) throws Exception {
    ChildProcess child =
        ChildProcess.of(
                JavaCommand.main(
                        SampleChild.class.getName(),
                        java.util.List.of(System.getProperty("java.class.path")))
                    .arguments("wait-with-parent", childReady.toString()))
            .log(log)
            .start();
    append(childReady.resolveSibling("child.pid"), child.pid() + "\n");
    Thread.currentThread().join();
  }

  private static void waitForEver() {
    try {
      Thread.currentThread().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void append(Path file, String text) throws IOException {
    Files.write(
        file,
        text.getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
