// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A real S3 server (s3proxy over files) as a child process on the loopback interface. */
public final class EmbeddedS3 implements AutoCloseable {
  /** The access key of the server. */
  public static final String ID = "assay";

  public static final String SECRET = "of-a-test";
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final Process process;
  private final URI endpoint;

  private EmbeddedS3(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** The folder of the server's jars in a checkout. It exists once {@code s3-server} was built. */
  public static Path jars() {
    return Path.of(System.getProperty("assay.root", "."), "s3-server", "target", "lib");
  }

  /** Whether the server was built. */
  public static boolean isBuilt() {
    return Files.isDirectory(jars());
  }

  /**
   * Starts the server and returns when it listens.
   *
   * @param folder keeps the objects, the settings and the log
   * @throws EmbeddedException if it does not start
   */
  public static EmbeddedS3 start(Path folder) {
    try {
      int port = FreePorts.find(1).getFirst();
      URI endpoint = URI.create("http://127.0.0.1:" + port);
      Path settings =
          Files.writeString(
              folder.resolve("s3proxy.conf"),
              """
              s3proxy.endpoint=%s
              s3proxy.authorization=aws-v2-or-v4
              s3proxy.identity=%s
              s3proxy.credential=%s
              jclouds.provider=filesystem-nio2
              jclouds.identity=unused
              jclouds.credential=unused
              jclouds.filesystem.basedir=%s
              """
                  .formatted(
                      endpoint, ID, SECRET, Files.createDirectories(folder.resolve("objects"))));
      Path log = folder.resolve("s3proxy.log");
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  jars() + "/*",
                  "org.gaul.s3proxy.Main",
                  "--properties",
                  settings.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      EmbeddedS3 server = new EmbeddedS3(process, endpoint);
      if (!server.listens(port)) {
        server.close();
        throw new EmbeddedException("the S3 server does not start: " + Files.readString(log));
      }
      return server;
    } catch (IOException e) {
      throw new EmbeddedException("the S3 server cannot be started", e);
    }
  }

  private boolean listens(int port) {
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        return true;
      } catch (IOException e) {
        if (endsWithin(Duration.ofMillis(50))) {
          return false;
        }
      }
    }
    return false;
  }

  public URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    process.destroy();
    if (!endsWithin(STOP)) {
      process.destroyForcibly().onExit().join();
    }
  }

  private boolean endsWithin(Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
