// binding('types'): which internal slots an object has; see util.types.
#include "runtime/bind/bind.h"

namespace gyre::util {
namespace {

using bind::Args;

template <bool (v8::Value::*is)() const>
void check(const Args& args) {
  args.GetReturnValue().Set(((*args[0])->*is)());
}

void is_any_array_buffer(const Args& args) {
  args.GetReturnValue().Set(args[0]->IsArrayBuffer() || args[0]->IsSharedArrayBuffer());
}

void is_boxed_primitive(const Args& args) {
  args.GetReturnValue().Set(args[0]->IsNumberObject() || args[0]->IsStringObject() ||
                            args[0]->IsBooleanObject() || args[0]->IsBigIntObject() ||
                            args[0]->IsSymbolObject());
}

}  // namespace

GYRE_BINDING(
    types, (bind::fn<&is_any_array_buffer, bind::kNoSideEffects>("isAnyArrayBuffer")),
    (bind::fn<&is_boxed_primitive, bind::kNoSideEffects>("isBoxedPrimitive")),
    (bind::fn<&check<&v8::Value::IsArgumentsObject>, bind::kNoSideEffects>("isArgumentsObject")),
    (bind::fn<&check<&v8::Value::IsArrayBuffer>, bind::kNoSideEffects>("isArrayBuffer")),
    (bind::fn<&check<&v8::Value::IsAsyncFunction>, bind::kNoSideEffects>("isAsyncFunction")),
    (bind::fn<&check<&v8::Value::IsBigIntObject>, bind::kNoSideEffects>("isBigIntObject")),
    (bind::fn<&check<&v8::Value::IsBooleanObject>, bind::kNoSideEffects>("isBooleanObject")),
    (bind::fn<&check<&v8::Value::IsDataView>, bind::kNoSideEffects>("isDataView")),
    (bind::fn<&check<&v8::Value::IsDate>, bind::kNoSideEffects>("isDate")),
    (bind::fn<&check<&v8::Value::IsExternal>, bind::kNoSideEffects>("isExternal")),
    (bind::fn<&check<&v8::Value::IsGeneratorFunction>, bind::kNoSideEffects>(
        "isGeneratorFunction")),
    (bind::fn<&check<&v8::Value::IsGeneratorObject>, bind::kNoSideEffects>("isGeneratorObject")),
    (bind::fn<&check<&v8::Value::IsMap>, bind::kNoSideEffects>("isMap")),
    (bind::fn<&check<&v8::Value::IsMapIterator>, bind::kNoSideEffects>("isMapIterator")),
    (bind::fn<&check<&v8::Value::IsModuleNamespaceObject>, bind::kNoSideEffects>(
        "isModuleNamespaceObject")),
    (bind::fn<&check<&v8::Value::IsNativeError>, bind::kNoSideEffects>("isNativeError")),
    (bind::fn<&check<&v8::Value::IsNumberObject>, bind::kNoSideEffects>("isNumberObject")),
    (bind::fn<&check<&v8::Value::IsPromise>, bind::kNoSideEffects>("isPromise")),
    (bind::fn<&check<&v8::Value::IsProxy>, bind::kNoSideEffects>("isProxy")),
    (bind::fn<&check<&v8::Value::IsRegExp>, bind::kNoSideEffects>("isRegExp")),
    (bind::fn<&check<&v8::Value::IsSet>, bind::kNoSideEffects>("isSet")),
    (bind::fn<&check<&v8::Value::IsSetIterator>, bind::kNoSideEffects>("isSetIterator")),
    (bind::fn<&check<&v8::Value::IsSharedArrayBuffer>, bind::kNoSideEffects>(
        "isSharedArrayBuffer")),
    (bind::fn<&check<&v8::Value::IsStringObject>, bind::kNoSideEffects>("isStringObject")),
    (bind::fn<&check<&v8::Value::IsSymbolObject>, bind::kNoSideEffects>("isSymbolObject")),
    (bind::fn<&check<&v8::Value::IsWeakMap>, bind::kNoSideEffects>("isWeakMap")),
    (bind::fn<&check<&v8::Value::IsWeakSet>, bind::kNoSideEffects>("isWeakSet")))

}  // namespace gyre::util
