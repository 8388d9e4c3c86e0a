// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import jakarta.persistence.EntityManager;

/** Database locks by name, for objects that may have no row yet. */
public final class Locks {
  /** Whoever begins a study, and whoever erases: the one sees what the other has done. */
  public static final String ERASURE = "erasure";

  private Locks() {}

  /** Takes the lock of this name until the end of the transaction. */
  public static void take(EntityManager entities, String name) {
    entities
        .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtextextended(?1, 0))")
        .setParameter(1, name)
        .getSingleResult();
  }
}
