// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import dev.assay.processes.ParentWatch;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * Main class of the broker's process: one node that is both KRaft broker and controller, on the
 * loopback interface. The arguments are data folder, broker port, controller port, events file, and
 * whether topics are created on first use. It writes the line {@code ready} to the events file when
 * it is ready, and ends with its parent.
 */
final class KafkaBroker {
  static final String READY = "ready";
  private static final String CONTROLLER = "CONTROLLER";

  private KafkaBroker() {}

  public static void main(String[] args) {
    ParentWatch.exitWithParent();
    try {
      Path data = Path.of(args[0]);
      Properties settings =
          settings(
              data, Integer.parseInt(args[1]), Integer.parseInt(args[2]), args[4].equals("true"));
      format(data);
      KafkaRaftServer server =
          new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
      Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop-broker"));
      server.startup();
      Files.writeString(
          Path.of(args[3]), READY + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
      server.awaitShutdown();
    } catch (Throwable e) {
      // Non-daemon threads of a half-started broker would keep the process alive.
      System.err.println("the broker cannot start: " + e);
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        System.err.println("  because of " + cause);
      }
      System.exit(1);
    }
  }

  private static Properties settings(
      Path data, int brokerPort, int controllerPort, boolean createsTopics) {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", "1");
    p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    p.put("controller.listener.names", CONTROLLER);
    String broker = "PLAINTEXT://127.0.0.1:" + brokerPort;
    p.put("listeners", broker + "," + CONTROLLER + "://127.0.0.1:" + controllerPort);
    p.put("advertised.listeners", broker);
    p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("log.dirs", data.toString());
    p.put("auto.create.topics.enable", Boolean.toString(createsTopics));
    // The controller takes a killed broker as live until this time is over.
    p.put("broker.session.timeout.ms", "3000");
    p.put("broker.heartbeat.interval.ms", "1000");
    // With one node every internal topic needs replication factor 1.
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "8");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "8");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("share.coordinator.state.topic.num.partitions", "8");
    // A consumer group of one member need not wait for others.
    p.put("group.initial.rebalance.delay.ms", "0");
    p.put("log.retention.ms", "-1");
    // If the offsets of a stack that was down for a month expired, everything would run again.
    p.put("offsets.retention.minutes", "5256000");
    // The default of 128 MiB is half of this broker's heap.
    p.put("log.cleaner.dedupe.buffer.size", "2097152");
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "2");
    p.put("background.threads", "2");
    return p;
  }

  private static void format(Path data) throws Exception {
    if (Files.exists(data.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
      return;
    }
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setControllerListenerName(CONTROLLER)
        .setMetadataLogDirectory(data.toString())
        .setIgnoreFormatted(true)
        .addDirectory(data.toString())
        .run();
  }
}
