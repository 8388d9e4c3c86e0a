// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.datasets.codec;

import org.jspecify.annotations.NullMarked;
