// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.datasets.scan;

import org.jspecify.annotations.NullMarked;
