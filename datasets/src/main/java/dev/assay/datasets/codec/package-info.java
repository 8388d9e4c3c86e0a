// SPDX-License-Identifier: Apache-2.0
/**
 * Decoders of compressed images that the JDK does not have, or not right: lossless JPEG, JPEG of
 * twelve bits and JPEG-LS, written after ITU-T T.81 and T.87; JPEG 2000 and WebP by native
 * libraries.
 */
@NullMarked
package dev.assay.datasets.codec;

import org.jspecify.annotations.NullMarked;
