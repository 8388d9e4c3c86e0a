// SPDX-License-Identifier: Apache-2.0
/**
 * ONNX files, read from their wire format before any native code sees them. A file is data: what
 * could reach other files, run without end or give other numbers at each call is refused.
 */
@NullMarked
package dev.assay.weights.onnx;

import org.jspecify.annotations.NullMarked;
