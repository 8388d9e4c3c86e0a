// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

/**
 * A split has three hashes, so that a new test image never retrains: each is the hash of the sorted
 * (image, content, label, group) tuples of its part.
 */
public record SplitHashes(String train, String validation, String test) {
  public SplitHashes {
    Check.sha256("hashes.train", train);
    Check.sha256("hashes.validation", validation);
    Check.sha256("hashes.test", test);
  }
}
