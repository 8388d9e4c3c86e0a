package dev.assay.data.store;

import jakarta.persistence.EntityManager;

/** Locks on things that may have no row yet. */
public final class Locks {
  private Locks() {}

  /** Until the end of the transaction nobody else has the lock of this name. */
  public static void take(EntityManager entities, String name) {
    entities
        .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtextextended(?1, 0))")
        .setParameter(1, name)
        .getSingleResult();
  }
}
