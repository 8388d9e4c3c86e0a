// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import dev.assay.contracts.Check;
import java.util.List;

/**
 * An operator erases data. Every service removes what it has of these studies, never takes in
 * anything of them again, and answers with an {@link ErasureConfirmed}. It names no image, no
 * patient and no file, since records of a topic stay.
 *
 * @param erasure its id, and the record key
 * @param subject what is erased: {@code study}, {@code version}, {@code dataset}, {@code weights},
 *     {@code patient} or {@code image}
 * @param by name of the operator
 * @param at ISO 8601, UTC
 * @param studies whose data are withdrawn; may be empty
 * @param hashes of the contents of the versions and of the weights files that are removed
 */
public record ErasureRequested(
    String erasure,
    String subject,
    String by,
    String at,
    List<ErasedStudy> studies,
    List<String> hashes)
    implements AssayEvent {

  public ErasureRequested {
    Check.text("erasure", erasure);
    Check.text("subject", subject);
    Check.text("by", by);
    Check.text("at", at);
    studies = List.copyOf(Check.present("studies", studies));
    hashes = List.copyOf(Check.present("hashes", hashes));
  }

  /**
   * What stays of a study.
   *
   * @param study its id
   * @param name as its author calls it
   * @param submittedAt ISO 8601, UTC
   */
  public record ErasedStudy(String study, String name, String submittedAt) {
    public ErasedStudy {
      Check.text("studies.study", study);
      Check.text("studies.name", name);
      Check.text("studies.submittedAt", submittedAt);
    }
  }

  /** The ids of the studies. */
  public List<String> ids() {
    return studies.stream().map(ErasedStudy::study).toList();
  }

  @Override
  public String studyId() {
    return erasure;
  }

  @Override
  public String[] identity() {
    return new String[] {erasure};
  }
}
