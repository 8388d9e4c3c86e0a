// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.QuarantineReason;
import java.nio.file.Path;

/**
 * A file among the images that the layout cannot use.
 *
 * @param detail a sentence without a path
 */
public record LeftOut(Path file, QuarantineReason reason, String detail) {}
