// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.data.quota;

import org.jspecify.annotations.NullMarked;
