// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/** The fingerprint of an image, by the hash of its bytes and its decoding options. */
@Entity
@Table(name = "image_fingerprint")
@IdClass(FingerprintRow.Key.class)
@NullUnmarked
public class FingerprintRow extends PanacheEntityBase {
  /** The same bytes with the same decoding options have one fingerprint. */
  public record Key(String sha256, String decoding) {}

  @Id @Column public String sha256;

  /** As {@link VersionRow#decoding}; empty: the options of the original study. */
  @Id
  @Column(name = "reading")
  public String decoding;

  /** 64 hexadecimal digits. */
  @Column public String fingerprint;

  /** The stored fingerprints of the images of a version, by the hash of the bytes. */
  public static Map<String, String> ofVersion(EntityManager entities, VersionRow version) {
    List<Object[]> rows =
        entities
            .createQuery(
                "select f.sha256, f.fingerprint from FingerprintRow f"
                    + " where f.decoding = :decoding and f.sha256 in"
                    + " (select i.sha256 from ImageRow i where i.versionId = :version)",
                Object[].class)
            .setParameter("version", version.id)
            .setParameter("decoding", version.decoding == null ? "" : version.decoding)
            .getResultList();
    Map<String, String> known = new LinkedHashMap<>();
    rows.forEach(row -> known.put((String) row[0], (String) row[1]));
    return known;
  }

  /** Stores a fingerprint, unless these bytes already have one. */
  public static void keep(
      EntityManager entities, String sha256, String decoding, String fingerprint) {
    entities
        .createNativeQuery(
            "insert into image_fingerprint (sha256, reading, fingerprint)"
                + " values (:sha256, :decoding, :fingerprint) on conflict do nothing")
        .setParameter("sha256", sha256)
        .setParameter("decoding", decoding)
        .setParameter("fingerprint", fingerprint)
        .executeUpdate();
  }
}
