// SPDX-License-Identifier: Apache-2.0
/** Single-frame DICOM images, from the bytes of a file to grey levels. */
@NullMarked
package dev.assay.datasets.dicom;

import org.jspecify.annotations.NullMarked;
