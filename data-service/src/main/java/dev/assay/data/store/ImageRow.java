// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import dev.assay.contracts.file.FindingLabels;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** An image of a version. No other table has the paths of images. */
@Entity
@Table(name = "image")
@IdClass(ImageRow.Key.class)
@NullUnmarked
public class ImageRow extends PanacheEntityBase {
  /** A version has each image once. */
  public record Key(Long versionId, String image) {}

  @Id
  @Column(name = "version_id")
  public Long versionId;

  /** Hash of the image's id. */
  @Id @Column public String image;

  @Column public String sha256;
  @Column public long bytes;
  @Column public int width;
  @Column public int height;
  @Column public int label;

  @Column(name = "group_id")
  public String groupId;

  /** Predefined part, in the spelling of events. */
  @Column public @Nullable String part;

  /** Below the version's root. */
  @Column public String path;

  /** JSON object of texts; absent if there are none. */
  @Column public @Nullable String attributes;

  /** What is known of each class, as a text; absent if the image has one class. */
  @Column public @Nullable String findings;

  /** By which the next scan knows that the file is unchanged. */
  @Column public @Nullable String stamp;

  /** Whether it is of a class, or shows a finding. */
  public boolean shows(int ofClass) {
    return findings == null ? label == ofClass : new FindingLabels(findings).isPresent(ofClass);
  }

  public static List<ImageRow> ofVersion(Long versionId) {
    return list("versionId = ?1 order by image", versionId);
  }
}
