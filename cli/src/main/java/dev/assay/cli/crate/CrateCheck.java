// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.crate;

import dev.assay.cli.CliException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;

/**
 * Whether a crate is what its signer made, and whether its table follows from its predictions.
 *
 * @param faults of files; then nothing was recomputed
 * @param table recomputed; null if files have faults
 */
public record CrateCheck(
    List<String> faults, @org.jspecify.annotations.Nullable RecomputedTable table) {

  /**
   * @throws CliException if it is no crate or is not signed by this key
   */
  public static CrateCheck of(Path folder, PublicKey key) {
    try {
      Path crate = folder.toAbsolutePath().normalize();
      List<String> faults = CrateFiles.faults(crate, key);
      return new CrateCheck(faults, faults.isEmpty() ? RecomputedTable.of(crate) : null);
    } catch (IOException e) {
      throw CliException.badInput("%s cannot be read: %s".formatted(folder, e.getMessage()));
    }
  }

  public boolean isSound() {
    return table != null && table.differences().isEmpty();
  }
}
