// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A code that signs a browser in once. Of the code only its hash is stored. */
@Entity
@Table(name = "login_code")
public class LoginCode extends PanacheEntityBase {
  @Id public String codeHash;

  public Instant validUntil;

  /** Whom it signs in: role and name. */
  public String caller;

  protected LoginCode() {}

  LoginCode(String codeHash, Instant validUntil, String caller) {
    this.caller = caller;
    this.codeHash = codeHash;
    this.validUntil = validUntil;
  }
}
