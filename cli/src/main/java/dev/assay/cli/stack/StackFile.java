// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.cli.CliException;
import dev.assay.contracts.Json;
import dev.assay.processes.KnownProcess;
import dev.assay.processes.ProcessRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * The contents of {@code HOME/stack.json}: how to reach the stack of a home, and which processes to
 * stop when its launcher was killed. Only its owner may read the file, because of the token.
 *
 * @param formatVersion version of the file format
 * @param state whether the stack is ready
 * @param launcher the process that supervises the others
 * @param token password of the user {@code assay}
 * @param ports ports by process name
 * @param registry every process that the launcher started
 */
public record StackFile(
    int formatVersion,
    State state,
    KnownProcess launcher,
    String token,
    Map<String, Integer> ports,
    ProcessRegistry registry) {

  public static final int FORMAT_VERSION = 1;

  /** The state of the stack. */
  public enum State {
    @JsonProperty("starting")
    STARTING,
    @JsonProperty("ready")
    READY
  }

  public StackFile {
    ports = Map.copyOf(ports);
  }

  public static StackFile starting(String token, Map<String, Integer> ports) {
    return new StackFile(
        FORMAT_VERSION,
        State.STARTING,
        KnownProcess.of("launcher", ProcessHandle.current()),
        token,
        ports,
        ProcessRegistry.EMPTY);
  }

  public StackFile with(ProcessRegistry processes) {
    return new StackFile(formatVersion, state, launcher, token, ports, processes);
  }

  public StackFile ready() {
    return new StackFile(formatVersion, State.READY, launcher, token, ports, registry);
  }

  /** The address of reporting-service, which passes all commands on. */
  public URI entry() {
    Integer port = ports.get(Service.REPORTING.processName());
    if (port == null) {
      throw CliException.environment("stack.json names no port of reporting-service");
    }
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Empty if there is no file. */
  public static Optional<StackFile> read(Home home) {
    try {
      return Optional.of(Json.read(Files.readString(home.stackFile()), StackFile.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw CliException.environment(
          "%s cannot be read (%s); stop its processes by hand and remove it"
              .formatted(home.stackFile(), e.getMessage()));
    }
  }

  /** Replaces the file atomically. */
  public void write(Home home) {
    Path file = home.stackFile();
    Path fresh = file.resolveSibling("stack.json.new");
    try {
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, Json.writePretty(this));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw CliException.environment("cannot write " + file + ": " + e.getMessage());
    }
  }

  public static void remove(Home home) {
    try {
      Files.deleteIfExists(home.stackFile());
    } catch (IOException e) {
      throw CliException.environment("cannot remove " + home.stackFile() + ": " + e.getMessage());
    }
  }
}
