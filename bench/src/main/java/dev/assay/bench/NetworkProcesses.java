// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import dev.assay.processes.JavaCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts the processes that are compared over one backbone, in a folder of their own that is
 * deleted with them.
 *
 * @param python the peer's
 */
record NetworkProcesses(Path folder, Path python, String backbone, int side, int threads)
    implements AutoCloseable {
  static final int CLASSES = 10;

  /** As the services start their children: threads that wait sleep. */
  private static final Map<String, String> ENVIRONMENT = Map.of("OMP_WAIT_POLICY", "PASSIVE");

  /** Writes the random weights that both load. */
  static NetworkProcesses prepare(Path python, String backbone, int side, int threads)
      throws IOException, InterruptedException {
    NetworkProcesses processes =
        new NetworkProcesses(
            Files.createTempDirectory("assay-bench"), python, backbone, side, threads);
    Path log = processes.folder.resolve("weights.log");
    Process process =
        new ProcessBuilder(
                java(WeightsMain.class, "4g")
                    .arguments(processes.folder.toString(), backbone, Integer.toString(CLASSES))
                    .words())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("no weights of " + backbone + ":\n" + Files.readString(log));
    }
    return processes;
  }

  MeasuredProcess ours(int batch) throws IOException {
    return start(
        "Assay", java(EngineMain.class, "1g").arguments(arguments(batch)).words(), "ours.log");
  }

  MeasuredProcess theirs(int batch) throws IOException {
    Path script = folder.resolve("torch_peer.py");
    try (InputStream in = NetworkProcesses.class.getResourceAsStream("torch_peer.py")) {
      Files.write(script, in.readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of(python.toString(), script.toString()));
    command.addAll(arguments(batch));
    return start("PyTorch", command, "theirs.log");
  }

  /** Trains heads on features of the backbone's length. */
  MeasuredProcess heads() throws IOException {
    return start(
        "Assay's head",
        java(HeadMain.class, "2g")
            .arguments(
                folder.toString(), backbone, Integer.toString(CLASSES), Integer.toString(threads))
            .words(),
        "heads.log");
  }

  private List<String> arguments(int batch) throws IOException {
    Inputs.writeImages(folder, batch, side);
    return Stream.of(folder, backbone, batch, side, CLASSES, threads).map(String::valueOf).toList();
  }

  private MeasuredProcess start(String name, List<String> command, String log) throws IOException {
    return MeasuredProcess.start(name, command, ENVIRONMENT, folder.resolve(log));
  }

  /** With the engine that trainer and scorer use, and their flags. */
  private static JavaCommand java(Class<?> main, String heap) {
    String root = System.getProperty("assay.root", ".");
    String engine = root + "/backbones/target/lib";
    return JavaCommand.main(
            main.getName(), List.of(System.getProperty("java.class.path"), engine + "/*", engine))
        .options("-Xmx" + heap, "-Xms64m", "-Xmn16m", "-XX:+UseSerialGC");
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
