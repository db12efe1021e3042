// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {ChannelsTest} from "./ChannelsTest.sol";

contract ConstructorTest is ChannelsTest {
    /// As a call of its own, whose revert can be expected.
    function create(address token_, address registry_, address sink, uint16 feeBps) external {
        _createChannels(token_, registry_, sink, feeBps);
    }

    function test_refusesAZeroToken() public {
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.ZeroAddress.selector));
        this.create(address(0), address(registry), SINK, FEE_BPS);
    }

    function test_refusesAZeroRegistry() public {
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.ZeroAddress.selector));
        this.create(address(token), address(0), SINK, FEE_BPS);
    }

    function test_refusesAZeroSink() public {
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.ZeroAddress.selector));
        this.create(address(token), address(registry), address(0), FEE_BPS);
    }

    function test_refusesMoreThanEverything() public {
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.FeeTooHigh.selector, 10_001));
        this.create(address(token), address(registry), SINK, 10_001);
    }

    function test_takesAFeeOfEverything() public {
        IPaymentChannels made = _createChannels(address(token), address(registry), SINK, 10_000);
        vm.assertEq(made.feeBps(), 10_000, "feeBps");
    }

    function test_keepsWhatItWasGivenForEver() public view {
        vm.assertEq(channels.token(), address(token), "token");
        vm.assertEq(channels.registry(), address(registry), "registry");
        vm.assertEq(channels.feeSink(), SINK, "feeSink");
        vm.assertEq(channels.feeBps(), FEE_BPS, "feeBps");
        vm.assertEq(channels.maxRelayFee(), MAX_RELAY_FEE, "maxRelayFee");
    }
}
