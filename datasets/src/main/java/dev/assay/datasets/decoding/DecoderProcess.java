// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.decoding;

import dev.assay.contracts.DecodingOptions;
import dev.assay.datasets.codec.NativeCodec;
import dev.assay.processes.JavaCommand;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A running decoding child. One thread at a time uses it, and another one watches its time. Memory
 * is bounded by the JVM's heap and, where the system knows such a limit, by the address space of
 * the process.
 */
final class DecoderProcess implements AutoCloseable {
  /** Enough of what a JVM says when it cannot start. */
  private static final int LONGEST_COMPLAINT = 2000;

  /** A JVM does not start with much less. */
  private static final long LEAST = 64L << 20;

  private final Process process;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final long heap;
  private final Duration most;
  private final StringBuffer complaints = new StringBuffer();
  private volatile boolean busy;
  private volatile boolean late;
  private volatile Duration before = Duration.ZERO;
  private volatile long startedNanos;

  private DecoderProcess(Process process, long heap, Duration most) {
    this.process = process;
    this.heap = heap;
    this.most = most;
    this.in = new DataInputStream(new BufferedInputStream(process.getInputStream(), Wire.PIECE));
    this.out =
        new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), Wire.PIECE));
  }

  /**
   * @param heap in bytes, which the child takes for its own
   * @param heapShare of it that the child really gets
   * @param most processor time for one image
   * @throws IllegalStateException if no such child can be started: no file is to blame
   */
  static DecoderProcess start(long heap, double heapShare, Duration most) {
    List<String> command = command(heap, Math.max(LEAST, (long) (heap * heapShare)));
    ProcessBuilder builder = new ProcessBuilder(command);
    // The child gets nothing that it does not need: no token, no password, no options of Java.
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    // Folders for a native library, where that of temporary files forbids programs.
    for (String folder : List.of("HOME", "ASSAY_WORK_DIR")) {
      String path = System.getenv(folder);
      if (path != null) {
        builder.environment().put(folder, path);
      }
    }
    try {
      DecoderProcess child = new DecoderProcess(builder.start(), heap, most);
      Thread.ofPlatform().daemon().name("decoder-errors").start(child::listen);
      try {
        int first = child.in.read();
        if (first == Wire.READY) {
          return child;
        }
        child.complaints.append((char) first);
        child.complaints.append(
            new String(child.in.readNBytes(LONGEST_COMPLAINT), StandardCharsets.UTF_8));
      } catch (IOException e) {
        child.complaints.append(e.getMessage());
      }
      child.close();
      throw new IllegalStateException(
          "the decoder cannot be started (%s): %s"
              .formatted(child.end(), child.complaints.toString().strip()));
    } catch (IOException e) {
      throw new IllegalStateException("the decoder cannot be started: " + command.get(0), e);
    }
  }

  private static List<String> command(long heap, long given) {
    List<String> java =
        JavaCommand.main(DecoderMain.class.getName(), classPath())
            .options(
                "-Xms64m",
                "-Xmx" + (given >> 20) + "m",
                // Large images are allocated in the old generation at once.
                "-Xmn24m",
                "-XX:+UseSerialGC",
                "-XX:CICompilerCount=2",
                "-XX:ReservedCodeCacheSize=48m",
                "-XX:CompressedClassSpaceSize=32m",
                "-Xss1m",
                // Its output is for answers alone.
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-XX:-UsePerfData",
                "-XX:ErrorFile=/dev/null",
                "-XX:-CreateCoredumpOnCrash",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"))
            .arguments(String.valueOf(heap))
            .words();
    long kilobytes = (heap + DecodingMemory.nativeBytes(heap)) >> 10;
    List<String> command =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                // Not every system has both limits; the heap is bounded in any case.
                "ulimit -c 0 2>/dev/null; ulimit -v " + kilobytes + " 2>/dev/null; exec \"$@\"",
                "decoder"));
    command.addAll(java);
    return command;
  }

  /** Where the classes of the child come from in this JVM, whatever loader it has. */
  private static List<String> classPath() {
    List<String> places =
        new ArrayList<>(
            Stream.of(DecoderMain.class, DecodingOptions.class)
                .map(DecoderProcess::place)
                .distinct()
                .toList());
    nativeJar().ifPresent(places::add);
    return places;
  }

  /** The jar with the native library of this platform. Without it two formats are not read. */
  private static Optional<String> nativeJar() {
    String library = NativeCodec.library();
    URL found = library == null ? null : DecoderProcess.class.getClassLoader().getResource(library);
    if (found == null || !found.getProtocol().equals("jar")) {
      return Optional.empty();
    }
    String jar = found.toString();
    String file = jar.substring("jar:".length(), jar.indexOf("!/"));
    return Optional.of(Path.of(URI.create(file)).toString());
  }

  private static String place(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      throw new IllegalStateException("this JVM does not say where it found " + type.getName());
    }
    try {
      return Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("not a path: " + source.getLocation(), e);
    }
  }

  private void listen() {
    byte[] buffer = new byte[1024];
    try (InputStream errors = process.getErrorStream()) {
      for (int count = errors.read(buffer); count >= 0; count = errors.read(buffer)) {
        if (complaints.length() < LONGEST_COMPLAINT) {
          complaints.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      // The end of the child closes its streams, also under a reader.
      complaints.append(' ');
    }
  }

  long heap() {
    return heap;
  }

  long pid() {
    return process.pid();
  }

  /** Sends an image and returns the stream from which the answer is to be read. */
  DataInputStream ask(ImageBytes bytes, Wanted wanted, MessageDigest digest) throws IOException {
    before = processorTime();
    startedNanos = System.nanoTime();
    busy = true;
    // The file is opened first: if it cannot be read, the child is as it was.
    try (InputStream file = bytes.open()) {
      long left = bytes.size();
      try {
        Wire.write(wanted, out);
        out.writeLong(left);
        byte[] piece = new byte[Wire.PIECE];
        while (left > 0) {
          int count = read(file, piece, (int) Math.min(left, piece.length));
          if (count <= 0) {
            break;
          }
          digest.update(piece, 0, count);
          out.writeInt(count);
          out.write(piece, 0, count);
          left -= count;
        }
        out.writeInt(0);
        out.flush();
      } catch (UnreadableException e) {
        throw e;
      } catch (IOException e) {
        // A child that ends while it is sent a file may have answered before.
        return in;
      }
    }
    return in;
  }

  /** A file that cannot be read, told apart from a child that cannot be written to. */
  static final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableException(IOException cause) {
      super(cause.getClass().getSimpleName(), cause);
    }
  }

  private static int read(InputStream file, byte[] piece, int length) throws UnreadableException {
    try {
      return file.read(piece, 0, length);
    } catch (IOException e) {
      throw new UnreadableException(e);
    }
  }

  /** The child has answered. */
  void rest() {
    busy = false;
  }

  /** Kills the child if its image takes too long. Called from another thread, now and then. */
  void watch(Duration longestWait) {
    if (!busy) {
      return;
    }
    Duration waited = Duration.ofNanos(System.nanoTime() - startedNanos);
    boolean tooLong = waited.compareTo(longestWait) > 0;
    if (waited.compareTo(most) > 0 || tooLong) {
      if (tooLong || processorTime().minus(before).compareTo(most) > 0) {
        late = true;
        process.destroyForcibly();
      }
    }
  }

  private Duration processorTime() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Whether the child was killed for its time. */
  boolean wasLate() {
    return late;
  }

  Duration most() {
    return most;
  }

  /** How the child ended, for people; waits for the end. */
  String end() {
    int code = process.onExit().join().exitValue();
    return code > 128 ? "signal " + (code - 128) : "exit code " + code;
  }

  /** Whether the system, or somebody else, ended it by SIGKILL. */
  boolean wasKilled() {
    return process.onExit().join().exitValue() == 128 + 9;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
