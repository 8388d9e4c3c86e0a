// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.collection;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.EventContents;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.event.EventType;
import dev.assay.outbox.ErasedStudies;
import dev.assay.outbox.TopicRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The artifacts that records of the event topics refer to. A service that is made anew from the
 * topics needs them, whether or not a row of today does.
 */
@ApplicationScoped
public class TopicReferences {
  private static final Pattern REFERENCE = Pattern.compile("assay:sha256/([0-9a-f]{64})");
  private static final Logger LOG = Logger.getLogger(TopicReferences.class);

  private final String brokers;
  private final ArtifactStore store;
  private final ErasedStudies erased;

  TopicReferences(
      @ConfigProperty(name = "kafka.bootstrap.servers") String brokers,
      ArtifactStore store,
      ErasedStudies erased) {
    this.erased = erased;
    this.brokers = brokers;
    this.store = store;
  }

  /**
   * Tells the SHA-256 of each artifact, some more than once.
   *
   * @throws RuntimeException if not all records can be read
   */
  void forEach(Consumer<String> sha256) {
    List<String> topics =
        Arrays.stream(EventType.values())
            .filter(type -> type.retention() == EventType.Retention.FOREVER)
            .map(EventType::topic)
            .toList();
    Set<String> gone = erased.all();
    TopicRecords.read(
        brokers,
        topics,
        record -> {
          // No service takes in a record of an erased study again, so nobody needs what it names.
          if (record.key() == null
              || !gone.contains(new String(record.key(), StandardCharsets.UTF_8))) {
            tell(record.value(), sha256);
          }
        });
  }

  private void tell(byte[] value, Consumer<String> sha256) {
    if (value == null) {
      return;
    }
    String text = new String(value, StandardCharsets.UTF_8);
    tell(text, sha256);
    EventContents.largeContent(text).ifPresent(content -> tellContent(content, sha256));
  }

  /** What the content of a large event refers to is needed as if the record had it. */
  private void tellContent(ArtifactRef content, Consumer<String> sha256) {
    try (InputStream bytes = store.open(content)) {
      tell(new String(bytes.readAllBytes(), StandardCharsets.UTF_8), sha256);
    } catch (ArtifactException.Missing | ArtifactException.Corrupt e) {
      LOG.warnf("what a large event refers to is not known: %s", e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("the content of a large event cannot be read", e);
    }
  }

  private static void tell(String text, Consumer<String> sha256) {
    Matcher matcher = REFERENCE.matcher(text);
    while (matcher.find()) {
      sha256.accept(matcher.group(1));
    }
  }
}
