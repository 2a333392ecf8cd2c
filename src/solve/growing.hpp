/// First partitions: parts that grow from single nodes.
#pragma once

#include "coarsening.hpp"

namespace qaidam::solve::detail {

/// Nodes that must be in a part are joined first, by ways through free nodes; then nodes that are at home, as
/// far as they hang together. Parts without nodes get one each. Then the lightest part that can grow takes
/// the neighbour that it shares most border with, until none is left over.
void grow(const graph& g, const setting& s, const std::vector<std::size_t>& component_of, dice& random,
          std::vector<part>& part_of);

} // namespace qaidam::solve::detail
