// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.SplitPublished.Pixels;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** The packed images of the content of a version at one size. */
@Entity
@Table(name = "packed_pixels")
@IdClass(PixelsRow.Key.class)
@NullUnmarked
public class PixelsRow extends PanacheEntityBase {
  /** Equal content at one size is packed once. */
  public record Key(String contentHash, Integer resize, String interpolation) {}

  @Id
  @Column(name = "content_hash")
  public String contentHash;

  @Id @Column public Integer resize;
  @Id @Column public String interpolation;
  @Column public String file;

  /** The hashes of its blocks; absent: the file is read as a whole. */
  @Column public String blocks;

  public static Optional<Pixels> of(String contentHash, int resize, String interpolation) {
    return PixelsRow.<PixelsRow>findByIdOptional(new Key(contentHash, resize, interpolation))
        .map(PixelsRow::pixels);
  }

  private Pixels pixels() {
    return new Pixels(
        resize,
        Json.read(file, ArtifactRef.class),
        interpolation,
        blocks == null ? null : Json.read(blocks, ArtifactRef.class));
  }

  /** Stores the file; it replaces one that the artifact store has lost. */
  public static void keep(String contentHash, Pixels pixels) {
    PixelsRow row = findById(new Key(contentHash, pixels.resize(), pixels.resampling()));
    if (row == null) {
      row = new PixelsRow();
      row.contentHash = contentHash;
      row.resize = pixels.resize();
      row.interpolation = pixels.resampling();
    }
    row.file = Json.write(pixels.file());
    row.blocks = pixels.blocks() == null ? null : Json.write(pixels.blocks());
    row.persist();
  }
}
