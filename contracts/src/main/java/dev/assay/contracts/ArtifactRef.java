// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A logical reference to immutable bytes: content address, size and media type. It names no host
 * and no path; each service resolves it through its own store.
 *
 * @param uri {@code assay:sha256/<64 hex digits>}
 * @param size in bytes
 * @param mediaType what the bytes are, one of {@link MediaTypes}
 */
public record ArtifactRef(String uri, long size, String mediaType) {
  public static final String SCHEME = "assay:sha256/";

  public ArtifactRef {
    if (uri == null || !uri.startsWith(SCHEME)) {
      throw new IllegalArgumentException("uri must be assay:sha256/<hex>, not '" + uri + "'");
    }
    Check.sha256("uri", uri.substring(SCHEME.length()));
    Check.atLeast("size", size, 0);
    Check.text("mediaType", mediaType);
  }

  public static ArtifactRef of(String sha256, long size, String mediaType) {
    return new ArtifactRef(SCHEME + sha256, size, mediaType);
  }

  @JsonIgnore
  public String sha256() {
    return uri.substring(SCHEME.length());
  }
}
