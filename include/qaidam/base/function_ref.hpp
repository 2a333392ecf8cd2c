/// A function that is called while another one runs, and not kept.
#pragma once

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace qaidam {

template <class Signature>
class function_ref;

/// Refers to whatever can be called so. For parameters only: it must not outlive what it refers to.
template <class Result, class... Arguments>
class function_ref<Result(Arguments...)> {
public:
    template <class Function>
    requires(!std::same_as<std::remove_cvref_t<Function>, function_ref>) &&
        std::is_invocable_r_v<Result, Function&, Arguments...> function_ref(Function&& function)
        : function_{const_cast<void*>(static_cast<const void*>(std::addressof(function)))},
    call_{[](void* f, Arguments... arguments) -> Result {
        return (*static_cast<std::remove_reference_t<Function>*>(f))(std::forward<Arguments>(arguments)...);
    }} {}

    function_ref(Result (*function)(Arguments...))
        : function_{reinterpret_cast<void*>(function)},
          call_{[](void* f, Arguments... arguments) -> Result {
              return reinterpret_cast<Result (*)(Arguments...)>(f)(std::forward<Arguments>(arguments)...);
          }} {}

    Result operator()(Arguments... arguments) const {
        return call_(function_, std::forward<Arguments>(arguments)...);
    }

private:
    void* function_;
    Result (*call_)(void*, Arguments...);
};

} // namespace qaidam

#pragma GCC visibility pop
