// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  @TempDir Path folder;

  @Test
  void keepsItsDataThroughAKillAndAChangeOfPorts() throws Exception {
    try (EmbeddedKafka kafka = start()) {
      kafka.createTopics(List.of(Topic.keptForEver("events")));
      send(kafka, "events", "before the kill");
      kafka.process().kill();
    }

    try (EmbeddedKafka again = start()) {
      again.createTopics(List.of(Topic.keptForEver("events")));
      send(again, "events", "after the kill");

      assertThat(read(again, "events", 2)).containsExactly("before the kill", "after the kill");
    }
  }

  @Test
  void createsTheTopicsWithTheirRetentionAndNoOther() throws Exception {
    try (EmbeddedKafka kafka = start();
        Admin admin =
            Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
      kafka.createTopics(
          List.of(Topic.keptForEver("results"), Topic.kept("progress", Duration.ofDays(1))));
      kafka.createTopics(List.of(Topic.keptForEver("results")));

      assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS))
          .isEqualTo(Set.of("results", "progress"));
      assertThat(retention(admin, "results")).isEqualTo("-1");
      assertThat(retention(admin, "progress")).isEqualTo("86400000");
      assertThatThrownBy(() -> send(kafka, "nobody-made-this", "lost"))
          .hasRootCauseInstanceOf(
              org.apache.kafka.common.errors.UnknownTopicOrPartitionException.class);
    }
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> EmbeddedKafka.start(settings(port, FreePorts.find())))
          .isInstanceOf(EmbeddedException.class)
          .hasMessageContaining("port " + port)
          .hasMessageContaining("Address already in use");
    }
  }

  private EmbeddedKafka start() {
    List<Integer> ports = FreePorts.find(2);
    return EmbeddedKafka.start(settings(ports.get(0), ports.get(1)));
  }

  private EmbeddedKafka.Settings settings(int broker, int controller) {
    return new EmbeddedKafka.Settings(
        folder.resolve("data"), broker, controller, folder.resolve("kafka.log"), false);
  }

  private static String retention(Admin admin, String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin
        .describeConfigs(List.of(resource))
        .all()
        .get(30, TimeUnit.SECONDS)
        .get(resource)
        .get("retention.ms")
        .value();
  }

  private static void send(EmbeddedKafka kafka, String topic, String value) throws Exception {
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers(),
            ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, value)).get(30, TimeUnit.SECONDS);
    }
  }

  private static List<String> read(EmbeddedKafka kafka, String topic, int count) {
    Map<String, Object> settings =
        Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition only = new TopicPartition(topic, 0);
      consumer.assign(List.of(only));
      consumer.seekToBeginning(List.of(only));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(500)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
