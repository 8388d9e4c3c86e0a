// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

/** What goes to one bin as a whole: the images of a patient, counted by what they show. */
interface Stratum {
  /** Number of images of the label. */
  int count(int label);

  default boolean has(int label) {
    return count(label) > 0;
  }

  /**
   * Sort key of a random order. It depends only on the salt and on this group: not on other groups,
   * the order of the files or the key of the pseudonyms.
   */
  String orderKey(String salt);
}
