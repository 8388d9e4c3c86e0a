// SPDX-License-Identifier: Apache-2.0
/** The release archive: a built checkout as one file that needs a JDK and nothing else. */
@NullMarked
package dev.assay.cli.release;

import org.jspecify.annotations.NullMarked;
