// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import dev.assay.contracts.Hash;
import java.time.Instant;

/**
 * A row of the audit log.
 *
 * @param number from 1, without gaps
 * @param at to the microsecond
 * @param caller name
 * @param role of the caller
 * @param address the request came from
 * @param method of the request
 * @param path of the request, without its query
 * @param outcome {@code asked}: it was let in; {@code signed-in}; {@code refused}, with a status if
 *     it was let in and refused an upload for its size or rate; {@code receipt} and a hash: an
 *     erasure has ended
 * @param previous hash of the row before; of the first row {@link #BEGIN}
 * @param hash of this row and the row before
 */
public record AuditEntry(
    long number,
    Instant at,
    String caller,
    String role,
    String address,
    String method,
    String path,
    String outcome,
    String previous,
    String hash) {
  static final String BEGIN = "0".repeat(64);

  static final String ASKED = "asked";
  static final String SIGNED_IN = "signed-in";
  static final String REFUSED = "refused";

  /** A row with its hash. */
  static AuditEntry of(
      long number,
      Instant at,
      String caller,
      String role,
      String address,
      String method,
      String path,
      String outcome,
      String previous) {
    // Lengths keep the fields apart, whatever they hold.
    StringBuilder text = new StringBuilder();
    for (String field :
        new String[] {
          String.valueOf(number),
          at.toString(),
          caller,
          role,
          address,
          method,
          path,
          outcome,
          previous
        }) {
      text.append(field.length()).append(':').append(field).append('\n');
    }
    return new AuditEntry(
        number,
        at,
        caller,
        role,
        address,
        method,
        path,
        outcome,
        previous,
        Hash.ofText(text.toString()));
  }

  /** Whether the hash is that of the fields. */
  boolean isSound() {
    return of(number, at, caller, role, address, method, path, outcome, previous)
        .hash()
        .equals(hash);
  }
}
