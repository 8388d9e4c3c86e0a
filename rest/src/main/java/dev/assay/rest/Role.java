// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a caller may do; each role may do what the roles before it may. */
public enum Role {
  /** Reads data sets, studies and results; changes nothing. */
  VIEWER,
  /** Starts and steers studies, and sends images and weights. */
  RESEARCHER,
  /** Names paths of the server, repairs, erases, sees source names and the audit log. */
  OPERATOR;

  /** As settings and identity providers spell it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean mayDoWhatNeeds(Role least) {
    return compareTo(least) >= 0;
  }

  public static Optional<Role> of(String label) {
    return Arrays.stream(values()).filter(role -> role.label().equals(label)).findFirst();
  }

  /** The highest of the roles that an identity has; none if it has none of these. */
  static Optional<Role> highest(Set<String> labels) {
    return Arrays.stream(values())
        .filter(role -> labels.contains(role.label()))
        .reduce((lower, higher) -> higher);
  }

  /** The labels of this role and those below it. */
  Set<String> labels() {
    return Arrays.stream(values())
        .filter(this::mayDoWhatNeeds)
        .map(Role::label)
        .collect(Collectors.toUnmodifiableSet());
  }
}
