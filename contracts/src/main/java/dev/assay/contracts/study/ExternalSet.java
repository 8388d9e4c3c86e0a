// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assay.contracts.DecodingOptions;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An external set: models of another data set are tested on all its images, and no choice depends
 * on it.
 *
 * @param name of the data set
 * @param layout how the images are arranged in their folder
 * @param images folder as written in the study; absent: given with {@code --images}
 * @param decoding how files become pixels; absent: as it was registered
 * @param classes maps a class of this set to a class of the models, or to {@link #LEAVE_OUT}; a
 *     class that is not in the map has the same name in both sets
 * @param samePatients whether equal patient ids in both sets mean the same person; if not, the sets
 *     have no patient in common
 * @param dropOverlap whether images that models were trained or validated on, and images of
 *     patients whom they were trained or validated on, are left out; if not, such a set is refused
 * @param declared whether the study declares its comparisons for this set as well
 */
public record ExternalSet(
    String name,
    String layout,
    @Nullable String images,
    @Nullable DecodingOptions decoding,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> classes,
    boolean samePatients,
    boolean dropOverlap,
    boolean declared) {

  /** Replaces a class: models are not tested on its images. */
  public static final String LEAVE_OUT = "leave-out";

  public ExternalSet {
    classes = Collections.unmodifiableMap(new TreeMap<>(classes));
  }

  /** The same without the folder and the decoding options, for the identity of a study. */
  public ExternalSet withoutFolder() {
    return new ExternalSet(name, layout, null, null, classes, samePatients, dropOverlap, declared);
  }
}
