// SPDX-License-Identifier: Apache-2.0
/**
 * Images exactly as in Pillow and torchvision: decoding to RGB, resizing and crop offsets, and all
 * checks that a file is a complete image.
 */
@NullMarked
package dev.assay.datasets.image;

import org.jspecify.annotations.NullMarked;
