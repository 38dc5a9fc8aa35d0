# What every target of Lamina shares: language levels, warnings, and the shape of a module.

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_EXTENSIONS ON) # POSIX calls
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_STANDARD_REQUIRED ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

option(LAMINA_WERROR "Warnings are errors" OFF)
set(LAMINA_SANITIZE "" CACHE STRING "Sanitizers for the compiler, e.g. address,undefined")

find_program(LAMINA_CCACHE ccache)
if(LAMINA_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${LAMINA_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${LAMINA_CCACHE})
endif()

add_library(lamina_flags INTERFACE)
target_compile_options(lamina_flags INTERFACE
  -Wall -Wextra -Wshadow -Wconversion
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes;-Wmissing-prototypes>
  $<$<BOOL:${LAMINA_WERROR}>:-Werror>
  -ffp-contract=off) # one answer on every machine, whatever the compiler fuses
target_compile_definitions(lamina_flags INTERFACE _GNU_SOURCE _FILE_OFFSET_BITS=64)
if(LAMINA_SANITIZE)
  target_compile_options(lamina_flags INTERFACE
    -fsanitize=${LAMINA_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  target_link_options(lamina_flags INTERFACE -fsanitize=${LAMINA_SANITIZE})
endif()

# GLib's locks and pools, told to the thread sanitizer in every program. Elsewhere only lint sees it.
add_library(lamina_tsan STATIC EXCLUDE_FROM_ALL Testing/Support/tsan-glib.c)
target_link_libraries(lamina_tsan PUBLIC PkgConfig::GLIB)
foreach(name mutex_lock mutex_unlock cond_wait_until once_impl once_init_enter once_init_leave
    thread_pool_new thread_pool_push thread_pool_free)
  target_link_options(lamina_tsan INTERFACE LINKER:--wrap=g_${name},--undefined=__wrap_g_${name})
endforeach()
if(LAMINA_SANITIZE MATCHES "thread")
  target_link_libraries(lamina_flags INTERFACE lamina_tsan)
endif()

# Of every test: a sanitizer's verdict is not taken for an exit status of the program.
set(LAMINA_TEST_ENVIRONMENT LC_ALL=C.UTF-8 G_DEBUG=fatal-criticals
  ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=print_stacktrace=1:exitcode=99
  LSAN_OPTIONS=print_suppressions=0:suppressions=${CMAKE_SOURCE_DIR}/Testing/Support/leaks.supp
  TSAN_OPTIONS=exitcode=99:print_suppressions=0:atexit_sleep_ms=0:suppressions=${CMAKE_SOURCE_DIR}/Testing/Support/races.supp)
if(LAMINA_SANITIZE MATCHES "thread")
  # The threads of ITK's pool are joined by futures, which the sanitizer does not see either.
  list(APPEND LAMINA_TEST_ENVIRONMENT ITK_GLOBAL_DEFAULT_THREADER=Platform)
endif()

# Where pictures are drawn no leaks are looked for: at the end of a process the leak sanitizer now and
# then crashes on the threads of Mesa's software renderer.
string(REPLACE "exitcode=99;UBSAN" "exitcode=99:detect_leaks=0;UBSAN" LAMINA_DRAWING_ENVIRONMENT
  "${LAMINA_TEST_ENVIRONMENT}")

# lamina_module(Name [DEPENDS Module...] [LIBRARIES target...] [ITK component...] [VTK component...])
#   builds Modules/Name/src/*.c and bridge/*.cxx into the static library lamina_Name, and one unit
#   test program, named Name.file, from each test/*.c. Only bridges see ITK and VTK.
function(lamina_module name)
  cmake_parse_arguments(M "" "" "DEPENDS;LIBRARIES;ITK;VTK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS src/*.c src/*.h bridge/*.cxx bridge/*.h include/lamina/*.h)
  add_library(lamina_${name} STATIC ${sources})
  target_include_directories(lamina_${name} PUBLIC include PRIVATE src bridge)
  list(TRANSFORM M_DEPENDS PREPEND lamina_)
  target_link_libraries(lamina_${name}
    PUBLIC ${M_DEPENDS} PkgConfig::GLIB Threads::Threads m
    PRIVATE lamina_flags ${M_LIBRARIES})
  if(M_ITK OR M_VTK)
    target_include_directories(lamina_${name} PRIVATE ${CMAKE_SOURCE_DIR}/Modules/Core/bridge)
  endif()
  if(M_ITK)
    target_include_directories(lamina_${name} SYSTEM PRIVATE ${ITK_INCLUDE_DIRS})
    target_link_libraries(lamina_${name} PRIVATE ${M_ITK})
  endif()
  if(M_VTK)
    list(TRANSFORM M_VTK PREPEND VTK::)
    target_link_libraries(lamina_${name} PRIVATE ${M_VTK})
  endif()
  if(BUILD_TESTING)
    file(GLOB tests CONFIGURE_DEPENDS test/*.c)
    foreach(file IN LISTS tests)
      get_filename_component(stem ${file} NAME_WE)
      if(name STREQUAL Core OR name STREQUAL Op)
        lamina_test(${name}.${stem} ${file} LINK lamina_${name})
      else()
        lamina_test(${name}.${stem} ${file} LINK lamina_${name} lamina_testing)
      endif()
      target_include_directories(test-${name}.${stem} PRIVATE src)
    endforeach()
  endif()
endfunction()

# lamina_test(Name file.c LINK target...): one g_test program under CTest, labelled by its module.
function(lamina_test name file)
  cmake_parse_arguments(T "" "" "LINK" ${ARGN})
  string(REGEX REPLACE "\\..*" "" label ${name})
  add_executable(test-${name} ${file})
  target_link_libraries(test-${name} PRIVATE ${T_LINK} lamina_flags)
  target_compile_definitions(test-${name} PRIVATE
    LAMINA_SOURCE_DIR="${CMAKE_SOURCE_DIR}" LAMINA_BINARY_DIR="${CMAKE_BINARY_DIR}")
  set_target_properties(test-${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test)
  add_test(NAME ${name} COMMAND test-${name})
  set(environment "${LAMINA_TEST_ENVIRONMENT}")
  if(label MATCHES "^(Render|Contract|Job)$")
    set(environment "${LAMINA_DRAWING_ENVIRONMENT}")
  endif()
  set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT 300
    ENVIRONMENT "${environment}"
    SKIP_RETURN_CODE 77)
endfunction()

add_custom_target(lint COMMAND ${CMAKE_SOURCE_DIR}/Utilities/lint.sh USES_TERMINAL VERBATIM)
