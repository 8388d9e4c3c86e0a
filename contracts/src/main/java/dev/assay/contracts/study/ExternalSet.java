package dev.assay.contracts.study;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assay.contracts.DecodingOptions;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A data set that models of another one are tested on, whole, and that nothing is chosen on.
 *
 * @param name of the data set
 * @param layout how the images lie in their folder
 * @param images folder as written in the study; absent: given with {@code --images}
 * @param decoding how files become pixels; absent: as it was registered
 * @param classes by a class of this set the class that it is to the models, or {@link #LEAVE_OUT};
 *     classes that are not in it have the same name in both sets
 * @param samePatients whether an equal patient of both sets is the same person; if not, no patient
 *     of one is a patient of the other
 * @param dropOverlap whether images that models were trained or validated on, and images of
 *     patients whom they were trained or validated on, are left out; if not, such a set is refused
 * @param declared whether the study's comparisons are declared for it, too
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

  /** In place of a class: its images are not tested on. */
  public static final String LEAVE_OUT = "leave-out";

  public ExternalSet {
    classes = Collections.unmodifiableMap(new TreeMap<>(classes));
  }

  /** The same, wherever its images lie and however often it is said how they are read. */
  public ExternalSet withoutFolder() {
    return new ExternalSet(name, layout, null, null, classes, samePatients, dropOverlap, declared);
  }
}
