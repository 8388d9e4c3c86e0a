// SPDX-License-Identifier: Apache-2.0
/**
 * The PyTorch engine of this process: its device and threads, operators that its Java binding
 * lacks, and random numbers that do not depend on it.
 */
@NullMarked
package dev.assay.backbones.engine;

import org.jspecify.annotations.NullMarked;
