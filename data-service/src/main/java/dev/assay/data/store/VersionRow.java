// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Json;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A data set as it was found at one time; immutable but for where its files lie. */
@Entity
@Table(name = "dataset_version")
@NullUnmarked
public class VersionRow extends PanacheEntityBase {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public Long id;

  @Column public String dataset;

  @Column(name = "content_hash")
  public String contentHash;

  @Column public String layout;

  @Column(name = "group_kind")
  public String groupKind;

  @Column public String classes;
  @Column public boolean synthetic;
  @Column public String root;

  /** JSON of the decoding options; absent: the original study's. */
  @Column(name = "reading")
  public @Nullable String decoding;

  /** Where the images come from, and what one may do with them. */
  @Column public @Nullable String source;

  @Column public @Nullable String licence;

  /** JSON of the notes on how the folder was read; absent: none. */
  @Column public @Nullable String notes;

  @Column(name = "registered_at")
  public Instant registeredAt;

  public static Optional<VersionRow> of(String dataset, String contentHash) {
    return find("dataset = ?1 and contentHash = ?2", dataset, contentHash).firstResultOptional();
  }

  public static List<VersionRow> newestFirst(String dataset) {
    return list("dataset = ?1 order by id desc", dataset);
  }

  /** The folders that contain images of versions. */
  public static List<String> roots() {
    return VersionRow.<VersionRow>streamAll().map(v -> v.root).distinct().toList();
  }

  public DecodingOptions decodingOptions() {
    return decoding == null ? DecodingOptions.paper() : Json.read(decoding, DecodingOptions.class);
  }

  public List<String> classNames() {
    return texts(classes);
  }

  public List<String> noteTexts() {
    return notes == null ? List.of() : texts(notes);
  }

  private static List<String> texts(String json) {
    List<String> texts = new ArrayList<>();
    Json.read(json, JsonNode.class).forEach(text -> texts.add(text.textValue()));
    return texts;
  }
}
