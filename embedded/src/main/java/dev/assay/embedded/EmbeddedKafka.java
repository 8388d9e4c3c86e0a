// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import dev.assay.processes.ChildProcess;
import dev.assay.processes.JavaCommand;
import dev.assay.processes.OwnFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * A Kafka broker as a child process on loopback ports. Its data survive a stop, a {@code kill -9}
 * and a change of ports. Closing stops it.
 */
public final class EmbeddedKafka implements AutoCloseable {
  /**
   * Much longer than a start takes: a loaded machine is slow, and a failed start ends by itself.
   */
  private static final Duration START = Duration.ofMinutes(5);

  private static final Duration ADMIN = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(20);

  private final Settings settings;
  private final ChildProcess process;

  private EmbeddedKafka(Settings settings, ChildProcess process) {
    this.settings = settings;
    this.process = process;
  }

  /**
   * @param data folder of the broker's data; created and formatted when it does not exist
   * @param log file for the broker's output; a second file in its folder, ending in {@code
   *     .events}, is written, too
   * @param createsTopics whether a topic appears on first use; off in a real stack, whose topics
   *     have a retention
   * @param jvmOptions further options of the broker's JVM
   */
  public record Settings(
      Path data,
      int brokerPort,
      int controllerPort,
      Path log,
      boolean createsTopics,
      List<String> jvmOptions) {
    public Settings {
      jvmOptions = List.copyOf(jvmOptions);
    }

    /** Without further options. */
    public Settings(
        Path data, int brokerPort, int controllerPort, Path log, boolean createsTopics) {
      this(data, brokerPort, controllerPort, log, createsTopics, List.of());
    }

    /** The broker's temporary files; emptied at each start. */
    Path temporary() {
      return data.resolveSibling(data.getFileName() + ".tmp");
    }

    Path events() {
      return log.resolveSibling(log.getFileName() + ".events");
    }
  }

  /**
   * Starts the broker and waits until it is ready (about 4 s).
   *
   * @throws EmbeddedException if it does not start, with the end of its log
   */
  public static EmbeddedKafka start(Settings settings) {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    try {
      Files.createDirectories(settings.data());
      OwnFolder.createEmpty(settings.temporary());
      ChildProcess process =
          ChildProcess.of(command(settings))
              .log(settings.log())
              .events(
                  settings.events(),
                  line -> {
                    if (line.equals(KafkaBroker.READY)) {
                      ready.complete(null);
                    }
                  })
              .start();
      EmbeddedKafka kafka = new EmbeddedKafka(settings, process);
      kafka.await(ready);
      return kafka;
    } catch (IOException e) {
      throw new EmbeddedException("the Kafka broker cannot be started", e);
    }
  }

  private static JavaCommand command(Settings settings) {
    return JavaCommand.main("dev.assay.embedded.KafkaBroker", KafkaLib.classPath())
        .options(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX")
        .options(settings.jvmOptions())
        .temporary(settings.temporary())
        .arguments(
            settings.data().toAbsolutePath().toString(),
            Integer.toString(settings.brokerPort()),
            Integer.toString(settings.controllerPort()),
            settings.events().toAbsolutePath().toString(),
            Boolean.toString(settings.createsTopics()));
  }

  private void await(CompletableFuture<Void> ready) {
    try {
      CompletableFuture.anyOf(ready, process.onExit()).get(START.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.kill();
      throw failure("is not ready after " + START.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new EmbeddedException("the Kafka broker cannot be followed", e);
    } catch (InterruptedException e) {
      process.kill();
      Thread.currentThread().interrupt();
      throw new EmbeddedException("interrupted while the Kafka broker started", e);
    }
    if (!ready.isDone()) {
      throw failure("ended immediately");
    }
  }

  private EmbeddedException failure(String what) {
    return new EmbeddedException(
        "the Kafka broker "
            + what
            + " (port "
            + settings.brokerPort()
            + ", log "
            + settings.log()
            + "):\n"
            + LogTail.of(settings.log(), 6));
  }

  /** {@code host:port} for clients. */
  public String bootstrapServers() {
    return "127.0.0.1:" + settings.brokerPort();
  }

  public ChildProcess process() {
    return process;
  }

  /** Creates the topics that do not exist. Existing topics are not changed. */
  public void createTopics(Collection<Topic> topics) {
    try (Admin admin = admin()) {
      List<NewTopic> wanted =
          topics.stream()
              .map(
                  topic ->
                      new NewTopic(topic.name(), topic.partitions(), (short) 1)
                          .configs(topic.settings()))
              .toList();
      for (var created : admin.createTopics(wanted).values().entrySet()) {
        try {
          created.getValue().get(ADMIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw new EmbeddedException("topic " + created.getKey() + " cannot be created", e);
          }
        }
      }
    } catch (TimeoutException e) {
      throw new EmbeddedException(
          "the Kafka broker does not answer on " + bootstrapServers() + "; see " + settings.log());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedException("interrupted while topics were created", e);
    }
  }

  private Admin admin() {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers(),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) ADMIN.toMillis()));
  }

  @Override
  public void close() {
    process.stop(STOP);
  }
}
