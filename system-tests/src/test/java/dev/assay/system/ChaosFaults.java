// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.EventType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Faults in the order of a seed. What a fault needs and is not there at the moment is left out. */
final class ChaosFaults {
  private static final List<String> SERVICES =
      List.of(
          "data-service",
          "training-service",
          "inference-service",
          "evaluation-service",
          "reporting-service");
  private static final List<String> CHILDREN = List.of("TrainerMain", "ScorerMain", "DecoderMain");
  private static final Duration OUTAGE = Duration.ofMinutes(2);

  /** Only a file system as small as this is ever filled. */
  private static final long SMALL_DISK = 4_000_000_000L;

  private static final Duration FULL = Duration.ofSeconds(20);
  private static final Duration BROKER = Duration.ofSeconds(10);

  private enum Kind {
    KILL,
    TERMINATE,
    FREEZE,
    OUTAGE,
    FULL_DISK,
    STOP_AND_START,
    KILL_CLIENT,
    REPEAT_RECORDS,
    POISON
  }

  /**
   * Key of each record that nobody can read: a later round must know those of an earlier one, and
   * of a record whose answer got lost nobody knows the place.
   */
  static final String POISON = "poison";

  /** The first ones are drawn most often. */
  private static final List<Kind> KINDS =
      List.of(
          Kind.KILL,
          Kind.KILL,
          Kind.KILL,
          Kind.TERMINATE,
          Kind.TERMINATE,
          Kind.FREEZE,
          Kind.FREEZE,
          Kind.OUTAGE,
          Kind.FULL_DISK,
          Kind.STOP_AND_START,
          Kind.KILL_CLIENT,
          Kind.REPEAT_RECORDS,
          Kind.POISON);

  private final AssayCommand assay;
  private final Path home;
  private final Random random;
  private final Map<String, Integer> count;

  ChaosFaults(AssayCommand assay, Path home, Random random, Map<String, Integer> count) {
    this.assay = assay;
    this.home = home;
    this.random = random;
    this.count = count;
  }

  /** Returns whether the client must be killed, which is the caller's. */
  boolean next() throws IOException, InterruptedException {
    Kind kind = KINDS.get(random.nextInt(KINDS.size()));
    List<String> targets = new ArrayList<>(SERVICES);
    if (kind != Kind.TERMINATE) {
      targets.addAll(List.of("kafka", "postgres"));
      targets.addAll(CHILDREN);
    }
    String target = targets.get(random.nextInt(targets.size()));
    long time = 2_000 + random.nextInt(10_000);
    switch (kind) {
      case KILL ->
          process(target)
              .filter(ProcessHandle::destroyForcibly)
              .ifPresent(p -> did("kill -9 " + target));
      case TERMINATE ->
          process(target).filter(ProcessHandle::destroy).ifPresent(p -> did("SIGTERM " + target));
      case FREEZE -> freeze(target, Duration.ofMillis(time), "SIGSTOP " + target);
      case OUTAGE -> {
        String store = random.nextBoolean() ? "kafka" : "postgres";
        freeze(store, OUTAGE, "two minutes without " + store);
      }
      case FULL_DISK -> fillDisk();
      case STOP_AND_START -> stopAndStart();
      case KILL_CLIENT -> {
        did("kill -9 client");
        return true;
      }
      case REPEAT_RECORDS -> repeat();
      case POISON -> poison();
    }
    return false;
  }

  private void did(String fault) {
    count.merge(fault, 1, Integer::sum);
  }

  private Optional<ProcessHandle> process(String target) throws IOException {
    return CHILDREN.contains(target)
        ? processesOf(home.toString()).stream()
            .filter(p -> p.info().commandLine().filter(l -> l.contains(target)).isPresent())
            .findFirst()
        : Optional.ofNullable(StackProcesses.of(home).byName().get(target))
            .filter(ProcessHandle::isAlive);
  }

  /** Processes whose command line has the home. */
  static List<ProcessHandle> processesOf(String home) {
    return ProcessHandle.allProcesses()
        .filter(p -> p.info().commandLine().filter(l -> l.contains(home)).isPresent())
        .toList();
  }

  private void freeze(String target, Duration time, String name)
      throws IOException, InterruptedException {
    Optional<ProcessHandle> process = process(target);
    if (process.isEmpty()) {
      return;
    }
    // With its children: those of PostgreSQL hold the connections.
    List<ProcessHandle> all = Stream.concat(process.stream(), process.get().descendants()).toList();
    signal("-STOP", all);
    LockSupport.parkNanos(time.toNanos());
    signal("-CONT", all);
    did(name);
  }

  private static void signal(String name, List<ProcessHandle> processes)
      throws IOException, InterruptedException {
    for (ProcessHandle process : processes) {
      new ProcessBuilder("kill", name, Long.toString(process.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }

  /** Takes all space of the file system of the home for a while, if nobody else needs it. */
  private void fillDisk() throws IOException {
    FileStore disk = Files.getFileStore(home);
    if (disk.getTotalSpace() > SMALL_DISK) {
      return;
    }
    Path filler = home.resolveSibling("filler");
    byte[] block = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      did("full disk");
    }
    LockSupport.parkNanos(FULL.toNanos());
    Files.delete(filler);
  }

  /**
   * Truncates, changes and removes stored files that the study announced: of a model, of
   * predictions and of metrics.
   */
  void damage(String studyId, Path artifacts) throws IOException {
    Map<EventType, String> announced =
        Map.of(
            // Of a frozen run, the head alone is its own.
            EventType.MODEL_TRAINED, "/parts/head/uri",
            EventType.PREDICTIONS_READY, "/test/uri",
            EventType.EVALUATION_COMPLETED, "/metrics/uri");
    List<ConsumerRecord<byte[], byte[]>> events = new ArrayList<>(records(home));
    Collections.shuffle(events, random);
    int way = random.nextInt(3);
    for (EventType type : List.copyOf(new TreeMap<>(announced).keySet())) {
      String uri =
          events.stream()
              .filter(e -> e.topic().equals(type.topic()) && e.key() != null)
              .filter(e -> new String(e.key(), UTF_8).equals(studyId))
              .map(e -> Json.read(new String(e.value(), UTF_8), JsonNode.class))
              .map(e -> e.at(announced.get(type)).asText())
              .findFirst()
              .orElseThrow();
      String hash = uri.substring(uri.lastIndexOf('/') + 1);
      Path file = artifacts.resolve("sha256").resolve(hash.substring(0, 2)).resolve(hash);
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      switch (way++ % 3) {
        case 0 -> {
          Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
          did("truncated file");
        }
        case 1 -> {
          bytes[bytes.length / 2] ^= 1;
          Files.write(file, bytes);
          did("changed file");
        }
        default -> did("lost file");
      }
    }
  }

  private void stopAndStart() {
    assay.run("stop", "--home", home.toString());
    AssayCommand.Result up = assay.run("up", "--home", home.toString());
    if (up.exit() != 0) {
      throw new AssertionError("the stack does not start again: " + up.err());
    }
    did("orderly stop and start");
  }

  /** Sends records of all topics again, in another order. */
  private void repeat() throws IOException {
    List<ConsumerRecord<byte[], byte[]>> some =
        new ArrayList<>(
            records(home).stream()
                .filter(r -> r.key() == null || !Arrays.equals(r.key(), POISON.getBytes(UTF_8)))
                .toList());
    Collections.shuffle(some, random);
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (ConsumerRecord<byte[], byte[]> record : some.subList(0, Math.min(40, some.size()))) {
        send(
            producer,
            new ProducerRecord<>(
                record.topic(), null, record.key(), record.value(), record.headers()));
      }
      did("repeated records");
    } catch (KafkaException e) {
      // The broker is away, because of an earlier fault.
      return;
    }
  }

  private void poison() throws IOException {
    List<EventType> types =
        Arrays.stream(EventType.values()).filter(t -> t != EventType.CELL_PROGRESS).toList();
    byte[] large = new byte[1_000_000 + random.nextInt(40_000)];
    Arrays.fill(large, (byte) '[');
    byte[][] kinds = {
      {},
      large,
      {(byte) 0xC3, 0x28},
      "{\"studyId\": 7".getBytes(UTF_8),
      "null".getBytes(UTF_8),
      null
    };
    String topic = types.get(random.nextInt(types.size())).topic();
    byte[] value = kinds[random.nextInt(kinds.length)];
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      send(producer, new ProducerRecord<>(topic, POISON.getBytes(UTF_8), value))
          .ifPresent(where -> did("poison"));
    } catch (KafkaException e) {
      // The broker is away, because of an earlier fault.
      return;
    }
  }

  private static Optional<RecordMetadata> send(
      KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(producer.send(record).get(BROKER.toSeconds(), TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String broker(Path home) throws IOException {
    JsonNode stack = Json.read(Files.readString(home.resolve("stack.json")), JsonNode.class);
    return "127.0.0.1:" + stack.at("/ports/kafka").asInt();
  }

  private KafkaProducer<byte[], byte[]> producer() throws IOException {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            broker(home),
            "max.block.ms",
            BROKER.toMillis(),
            "delivery.timeout.ms",
            (int) BROKER.toMillis(),
            "request.timeout.ms",
            5_000,
            "max.request.size",
            2_000_000),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Every record of the events that are kept for ever; as far as the broker answers. */
  static List<ConsumerRecord<byte[], byte[]>> records(Path home) throws IOException {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker(home),
                "default.api.timeout.ms",
                (int) BROKER.toMillis()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (EventType type : EventType.values()) {
        if (type.retention() == EventType.Retention.FOREVER) {
          consumer
              .partitionsFor(type.topic())
              .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
        }
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())
          && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
    } catch (KafkaException e) {
      // The broker is away, because of an earlier fault.
      return all;
    }
    return all;
  }
}
