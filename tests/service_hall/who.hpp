/// Who signs in, by their invented phones, and the programs of others by their invented keys.
#pragma once

namespace test {

constexpr const char* clerk = "19900000001";
constexpr const char* elder = "19900000116";        ///< p-elder, 70 years old
constexpr const char* party_member = "19900000071"; ///< of the elder's building
constexpr const char* neighbour = "19900000088";
constexpr const char* officer = "19900000115"; ///< of dept-01
constexpr const char* supervisor = "19900000140";

constexpr const char* weather_app = "invented-key-of-the-weather-app";
constexpr const char* form_type = "application/x-www-form-urlencoded";

} // namespace test
