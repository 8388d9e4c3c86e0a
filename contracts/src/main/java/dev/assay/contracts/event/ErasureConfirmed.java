// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import dev.assay.contracts.Check;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A service has removed what it had to remove for an erasure.
 *
 * @param erasure its id, and the record key
 * @param service that has done so
 * @param removed what, in the order of the names
 * @param files SHA-256 of the artifacts that the removed rows referred to; those that nothing else
 *     refers to are removed from the store next. Bare, so that they are no references themselves
 */
public record ErasureConfirmed(
    String erasure, String service, List<Removed> removed, List<String> files)
    implements AssayEvent {

  public ErasureConfirmed {
    Check.text("erasure", erasure);
    Check.text("service", service);
    removed = List.copyOf(Check.present("removed", removed));
    files = List.copyOf(Check.present("files", files));
    files.forEach(file -> Check.sha256("files", file));
  }

  /**
   * So many of a kind.
   *
   * @param what table, or kind of file
   */
  public record Removed(String what, int count) {
    public Removed {
      Check.text("removed.what", what);
      Check.atLeast("removed.count", count, 0);
    }
  }

  /**
   * @param removed how many of what
   */
  public static ErasureConfirmed of(
      String erasure, String service, Map<String, Integer> removed, List<String> files) {
    return new ErasureConfirmed(
        erasure,
        service,
        new TreeMap<>(removed)
            .entrySet().stream().map(one -> new Removed(one.getKey(), one.getValue())).toList(),
        files);
  }

  @Override
  public String studyId() {
    return erasure;
  }

  @Override
  public String[] identity() {
    return new String[] {erasure, service};
  }
}
