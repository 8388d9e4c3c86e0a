// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker and a real PostgreSQL for the tests of one service:
 *
 * <pre>{@code
 * @QuarkusTestResource(
 *     value = StackTestResource.class,
 *     initArgs = {@ResourceArg(name = "service", value = "training"),
 *                 @ResourceArg(name = "topics", value = "assay.model-trained.v1,...")})
 * }</pre>
 *
 * <p>{@code service} is the schema. {@code topics} are created; without this argument topics are
 * created on first use. The service gets its addresses both as Quarkus properties and under the
 * names of its environment variables. Everything is stopped and deleted after the tests.
 */
public final class StackTestResource implements QuarkusTestResourceLifecycleManager {
  private String service = "";
  private List<Topic> topics = List.of();
  private boolean createsTopics = true;
  private @Nullable Path folder;
  private @Nullable EmbeddedKafka kafka;
  private @Nullable EmbeddedPostgres postgres;

  @Override
  public void init(Map<String, String> initArgs) {
    service =
        Optional.ofNullable(initArgs.get("service"))
            .orElseThrow(
                () ->
                    new IllegalArgumentException("StackTestResource needs the argument 'service'"));
    Optional<String> names = Optional.ofNullable(initArgs.get("topics"));
    createsTopics = names.isEmpty();
    topics =
        names.stream()
            .flatMap(list -> Stream.of(list.split(",")))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .map(Topic::keptForEver)
            .toList();
  }

  @Override
  public Map<String, String> start() {
    try {
      Path home = Files.createTempDirectory("assay-test-");
      folder = home;
      List<Integer> ports = FreePorts.find(3);
      EmbeddedKafka broker =
          EmbeddedKafka.start(
              new EmbeddedKafka.Settings(
                  home.resolve("kafka"),
                  ports.get(0),
                  ports.get(1),
                  home.resolve("kafka.log"),
                  createsTopics));
      kafka = broker;
      broker.createTopics(topics);
      EmbeddedPostgres server =
          EmbeddedPostgres.start(
              new EmbeddedPostgres.Settings(
                  PostgresBinaries.unpack(binaries(home)),
                  home.resolve("postgres"),
                  ports.get(2),
                  home.resolve("postgres.log"),
                  false));
      postgres = server;
      String password = Passwords.random();
      server.createSchema(service, password);
      return properties(home, broker.bootstrapServers(), server.jdbcUrl(service), password);
    } catch (IOException e) {
      stop();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      stop();
      throw e;
    }
  }

  private Map<String, String> properties(Path home, String brokers, String jdbcUrl, String password)
      throws IOException {
    String artifacts = Files.createDirectories(home.resolve("artifacts")).toString();
    String work = Files.createDirectories(home.resolve("work")).toString();
    String key = home.resolve("home.key").toString();
    Map<String, String> properties = new HashMap<>();
    properties.put("kafka.bootstrap.servers", brokers);
    properties.put("quarkus.datasource.jdbc.url", jdbcUrl);
    properties.put("quarkus.datasource.username", service);
    properties.put("quarkus.datasource.password", password);
    properties.put("assay.artifacts.root", artifacts);
    properties.put("assay.work-dir", work);
    properties.put("ASSAY_KAFKA", brokers);
    properties.put("ASSAY_DB_URL", jdbcUrl);
    properties.put("ASSAY_DB_USER", service);
    properties.put("ASSAY_DB_PASSWORD", password);
    properties.put("ASSAY_ARTIFACTS_ROOT", artifacts);
    properties.put("ASSAY_WORK_DIR", work);
    properties.put("ASSAY_HOME_KEY_FILE", key);
    return properties;
  }

  /** In a checkout the programs are unpacked once for the tests of all modules. */
  private static Path binaries(Path home) {
    return Optional.ofNullable(System.getProperty(KafkaLib.ROOT))
        .map(root -> Path.of(root, "embedded", "target"))
        .filter(Files::isDirectory)
        .orElse(home);
  }

  @Override
  public void stop() {
    try {
      if (kafka != null) {
        kafka.close();
      }
    } finally {
      try {
        if (postgres != null) {
          postgres.close();
        }
      } finally {
        deleteFolder();
      }
    }
  }

  private void deleteFolder() {
    Path home = folder;
    kafka = null;
    postgres = null;
    folder = null;
    if (home == null) {
      return;
    }
    try {
      Folders.delete(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
